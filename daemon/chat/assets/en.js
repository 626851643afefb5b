// What the chat says in English. Each language has a module with the same keys.
export default {
  'language.name': 'English', 'language.label': 'Language: {name}',
  'title': 'Chat', 'title.city': 'Chat with {city}', 'close': 'Close', 'close.label': 'Close the chat', 'more': 'More',
  'emergency': 'Emergency? Call {number}.', 'log': 'Messages', 'scroll': 'What was said',

  'notice.title': 'Before you write', 'notice.open': 'We are here now.',
  'notice.closed': 'We are closed now. Write all the same: you get a tracking number, and we answer when we are open.',
  'notice.record': 'What you write is kept as a record of the city. Please leave out card numbers and passwords.',
  'notice.privacy': 'Privacy notice',

  'say.label': 'Your message', 'say.hint': 'Enter sends, Shift+Enter begins a new line.', 'say.send': 'Send',
  'say.attach': 'Photo or file', 'say.place': 'Location', 'say.place-words': 'This is where it is.',
  'say.too-long': 'That is longer than {n} characters. Please send it in parts.', 'say.uploading': 'A file is still on its way. Send when it is here.',
  'leave.title': 'Leave a message', 'leave.send': 'Leave the message', 'leave.how': 'How can we answer you? All of it is optional.',

  'file.list': 'With your message', 'file.waiting': 'waits for a connection', 'file.going': '{n} % sent', 'file.done': 'ready to send', 'file.remove': 'Remove {name}',
  'file.again': 'Try again', 'file.many': 'A message can have {n} files at most.', 'file.too_large': 'This file is too large: {size} is the most.',
  'file.type': 'This kind of file cannot be sent. Photos, PDF and plain text can.', 'file.rate': 'That was a lot in a short time. Wait a minute, then try again.',
  'file.lost': 'The file did not arrive.', 'file.auth': 'This chat has ended. Begin a new one to send files.',
  'place.title': 'Share where you are?', 'place.what': 'The city is told this position once, with your next message.', 'place.do': 'Share my position',
  'place.have': 'Your position, to within {n} m', 'place.name': 'your position', 'place.denied': 'Your browser does not give your position. Please write the address.',
  'place.sent': 'with a position',

  'state.waiting': 'Not sent yet: waits for a connection', 'state.sending': 'Sending …', 'state.sent': 'Sent', 'state.read': 'Read',
  'state.number': 'Your number: {track}', 'state.again': 'Send again', 'state.edit': 'Change it',
  'fail.too_long': 'Not sent: it is too long.', 'fail.file': 'Not sent: a file of it is not there any more.', 'fail.closed': 'Not sent: the chat had ended.',
  'fail.unsure': 'The connection was away for too long: nobody can say whether this arrived.', 'fail.bad': 'Not sent: the city’s systems did not understand it.',
  'fail.alert': 'A message was not sent.',
  'who.you': 'You', 'who.city': 'City', 'who.auto': 'Automatic answer', 'who.at': '{who}, {time}',
  'status.taken': 'A person has read your message.', 'status.in-progress': '{track} is being worked on.', 'status.closed': '{track} is done. You can go on writing here.',
  'status.ended': 'The chat has ended.',

  'line.away': 'No connection. It is being tried again.', 'line.away-one': 'No connection. A message is not sent yet; it goes out by itself.',
  'line.away-more': 'No connection. {n} messages are not sent yet; they go out by themselves.', 'line.back': 'Connected again.', 'line.typing': 'Somebody is writing …',
  'line.broken': 'The chat does not work here now. Please reload the page, or call the city.',

  'do.cancel': 'Cancel', 'do.send': 'Send', 'do.save': 'Save',
  'more.title': 'More', 'more.print': 'Print or save what was said', 'more.contact': 'How we can reach you', 'more.text-me': 'Text me instead', 'more.rate': 'How was it?', 'more.end': 'End the chat',
  'contact.name': 'Name', 'contact.phone': 'Phone', 'contact.email': 'Email', 'contact.why': 'So that an answer reaches you when the chat is closed. All of it is optional.',
  'contact.text-me': 'Text the answers to this phone, too', 'contact.text-me-what': 'You agree to texts about this matter. Message and data rates may apply. Reply STOP to end them.',
  'contact.kept': 'Kept. Thank you.', 'contact.texted': 'Answers are texted to {phone}, too.', 'contact.not-texted': 'Kept, but answers cannot be texted to this number.',
  'contact.refused-phone': 'That is no phone number that can be texted.', 'contact.refused': 'That could not be kept. Please look at it once more.',
  'survey.title': 'How was it?', 'survey.thumb': 'Was it of help?', 'survey.up': 'Yes', 'survey.down': 'No', 'survey.word': 'A word to the city (optional)', 'survey.thanks': 'Thank you for your answer.',
  'end.title': 'End the chat?', 'end.what': 'Your request stays open under its number; only the chat ends.', 'end.do': 'End the chat', 'end.new': 'Begin a new chat', 'end.print': 'Print',
  'print.title': 'Chat with {city}, {day}',
};
