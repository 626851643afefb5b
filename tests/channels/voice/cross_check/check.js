// node check.js < cases: lets the verifier of Amazon's own SDK judge each case. It must take all that we take; what it
// takes and we refuse is listed, and has to be in the list of docs/channels/alexa.md.
'use strict';
const readline = require('readline');
const { SkillRequestSignatureVerifier, TimestampVerifier } = require('ask-sdk-express-adapter');
const helper = require('ask-sdk-express-adapter/dist/verifier/helper');
const forge = require('node-forge');

// Where we are stricter on purpose, by the beginning of a case's name.
const STRICTER = [
  'url https://s3.amazonaws.com/echo.api/../f', 'url https://s3.amazonaws.com/echo.api/../../g',
  'url https://s3.amazonaws.com/echo.api/h?i', 'url https://s3.amazonaws.com/echo.api/j#k',
  'url https://s3.amazonaws.com/echo.api/%2e%2e/l', 'url https://s3.amazonaws.com/echo.api/m n',
  'url https://u@s3.amazonaws.com/echo.api/o', 'url https://s3.amazonaws.com:/echo.api/p',
  '200 s', '100000 s', 'event, 200 s', 'event, 100000 s', 'another event, 200 s', 'another event, 100000 s',
  'base64 with a line',
];

async function judge(each) {
  helper.generateCAStore = () => forge.pki.createCaStore([each.root]);
  const verifier = new SkillRequestSignatureVerifier();
  verifier._getCertChainByUrl = async () => each.pem;
  try {
    await verifier.verify(each.body, each.headers);
    await new TimestampVerifier().verify(each.body);
    return '';
  } catch (error) {
    return error.message || String(error);
  }
}

(async () => {
  let wrong = 0, count = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const each = JSON.parse(line);
    const refusal = await judge(each);
    count += 1;
    if (each.taken && refusal) {
      console.log(`WRONG: we take "${each.name}", the SDK does not: ${refusal}`);
      wrong += 1;
    } else if (!each.taken && !refusal) {
      const known = STRICTER.some((name) => each.name.startsWith(name));
      console.log(`${known ? 'stricter' : 'WRONG: not in the list'}: ${each.name}`);
      wrong += known ? 0 : 1;
    }
  }
  console.log(`${count} cases, ${wrong} wrong`);
  process.exit(wrong || !count ? 1 : 0);
})();
