// Stands between the browser and the daemon: cuts every line, lets nothing through without closing any, as a lift does, or
// keeps what the daemon says to itself.
import { connect, createServer } from 'node:net';

export class Relay {
  // `target()`: a promise of the daemon's port, which is another one after each start.
  constructor(target) {
    this.target = target;
    this.mode = 'through'; // cut, silent, deaf
    this.lines = new Set();
    this.server = createServer((client) => this.serve(client));
  }

  async listen() {
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    return this.server.address().port;
  }

  async serve(client) {
    client.on('error', () => {});
    if (this.mode === 'cut') return client.destroy();
    const line = { client, ends: [client] };
    this.lines.add(line);
    client.on('close', () => this.end(line));
    if (this.mode === 'silent') return undefined;
    const daemon = connect(await this.target(), '127.0.0.1');
    line.ends.push(daemon);
    daemon.on('error', () => this.end(line));
    daemon.on('close', () => this.end(line));
    client.on('data', (data) => { if (!line.silent) daemon.write(data); });
    daemon.on('data', (data) => { if (!line.silent && this.mode !== 'deaf') client.write(data); });
    return undefined;
  }

  end(line) {
    this.lines.delete(line);
    for (const one of line.ends) one.destroy();
  }

  cut() {
    this.mode = 'cut';
    for (const line of [...this.lines]) this.end(line);
  }
  // What is connected now stays so, and never hears anything again.
  silence() {
    this.mode = 'silent';
    for (const line of this.lines) line.silent = true;
  }
  // What is said arrives, and nobody hears so.
  deafen() {
    this.mode = 'deaf';
  }
  heal() {
    this.mode = 'through';
  }

  close() {
    this.cut();
    this.server.close();
  }
}
