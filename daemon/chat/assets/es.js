// Lo que dice el chat en español. Cada idioma tiene un módulo con las mismas claves.
export default {
  'language.name': 'Español', 'language.label': 'Idioma: {name}',
  'title': 'Chat', 'title.city': 'Chat con {city}', 'close': 'Cerrar', 'close.label': 'Cerrar el chat', 'more': 'Más',
  'emergency': '¿Emergencia? Llame al {number}.', 'log': 'Mensajes', 'scroll': 'Lo que se ha dicho',

  'notice.title': 'Antes de escribir', 'notice.open': 'Estamos aquí ahora.',
  'notice.closed': 'Ahora está cerrado. Escriba de todos modos: recibirá un número de folio y le contestaremos cuando abramos.',
  'notice.record': 'Lo que escriba queda en los registros de la ciudad. No ponga números de tarjeta ni contraseñas.',
  'notice.privacy': 'Aviso de privacidad',

  'say.label': 'Su mensaje', 'say.hint': 'Intro envía; Mayús+Intro empieza otra línea.', 'say.send': 'Enviar',
  'say.attach': 'Foto o archivo', 'say.place': 'Ubicación', 'say.place-words': 'Este es el lugar.',
  'say.too-long': 'Tiene más de {n} caracteres. Envíelo en partes.', 'say.uploading': 'Un archivo todavía está en camino. Envíe cuando haya llegado.',
  'leave.title': 'Deje un mensaje', 'leave.send': 'Dejar el mensaje', 'leave.how': '¿Cómo podemos contestarle? Todo es opcional.',

  'file.list': 'Con su mensaje', 'file.waiting': 'espera la conexión', 'file.going': '{n} % enviado', 'file.done': 'listo para enviar', 'file.remove': 'Quitar {name}',
  'file.again': 'Intentar de nuevo', 'file.many': 'Un mensaje puede llevar {n} archivos como máximo.', 'file.too_large': 'El archivo es demasiado grande: el máximo es {size}.',
  'file.type': 'Este tipo de archivo no se puede enviar. Se pueden enviar fotos, PDF y texto sin formato.', 'file.rate': 'Fue mucho en poco tiempo. Espere un minuto e inténtelo de nuevo.',
  'file.lost': 'El archivo no llegó.', 'file.auth': 'Este chat terminó. Empiece otro para enviar archivos.',
  'place.title': '¿Compartir dónde está?', 'place.what': 'La ciudad recibe esta posición una sola vez, con su próximo mensaje.', 'place.do': 'Compartir mi posición',
  'place.have': 'Su posición, con un margen de {n} m', 'place.name': 'su posición', 'place.denied': 'El navegador no da su posición. Escriba la dirección.',
  'place.sent': 'con una posición',

  'state.waiting': 'Aún no enviado: espera la conexión', 'state.sending': 'Enviando …', 'state.sent': 'Enviado', 'state.read': 'Leído',
  'state.number': 'Su folio: {track}', 'state.again': 'Enviar de nuevo', 'state.edit': 'Cambiarlo',
  'fail.too_long': 'No enviado: es demasiado largo.', 'fail.file': 'No enviado: uno de sus archivos ya no está.', 'fail.closed': 'No enviado: el chat había terminado.',
  'fail.unsure': 'La conexión faltó demasiado tiempo: nadie puede decir si esto llegó.', 'fail.bad': 'No enviado: los sistemas de la ciudad no lo entendieron.',
  'fail.alert': 'Un mensaje no se envió.',
  'who.you': 'Usted', 'who.city': 'Ciudad', 'who.auto': 'Respuesta automática', 'who.at': '{who}, {time}',
  'status.taken': 'Una persona ha leído su mensaje.', 'status.in-progress': 'Se trabaja en la solicitud {track}.', 'status.closed': 'La solicitud {track} está terminada. Puede seguir escribiendo aquí.',
  'status.ended': 'El chat terminó.',

  'line.away': 'Sin conexión. Se está intentando de nuevo.', 'line.away-one': 'Sin conexión. Un mensaje aún no se envió; saldrá solo.',
  'line.away-more': 'Sin conexión. {n} mensajes aún no se enviaron; saldrán solos.', 'line.back': 'Conectado de nuevo.', 'line.typing': 'Alguien está escribiendo …',
  'line.broken': 'El chat no funciona aquí ahora. Vuelva a cargar la página o llame a la ciudad.',

  'do.cancel': 'Cancelar', 'do.send': 'Enviar', 'do.save': 'Guardar',
  'more.title': 'Más', 'more.print': 'Imprimir o guardar lo dicho', 'more.contact': 'Cómo podemos contactarle', 'more.text-me': 'Prefiero mensajes de texto', 'more.rate': '¿Qué le pareció?', 'more.end': 'Terminar el chat',
  'contact.name': 'Nombre', 'contact.phone': 'Teléfono', 'contact.email': 'Correo electrónico', 'contact.why': 'Para que una respuesta le llegue cuando el chat esté cerrado. Todo es opcional.',
  'contact.text-me': 'Enviar las respuestas también a este teléfono', 'contact.text-me-what': 'Usted acepta mensajes de texto sobre este asunto. Pueden aplicarse tarifas de mensajes y datos. Responda STOP para terminarlos.',
  'contact.kept': 'Guardado. Gracias.', 'contact.texted': 'Las respuestas también se envían por mensaje de texto al {phone}.', 'contact.not-texted': 'Guardado, pero a este número no se pueden enviar mensajes de texto.',
  'contact.refused-phone': 'No es un teléfono que reciba mensajes de texto.', 'contact.refused': 'No se pudo guardar. Revíselo, por favor.',
  'survey.title': '¿Qué le pareció?', 'survey.thumb': '¿Le sirvió?', 'survey.up': 'Sí', 'survey.down': 'No', 'survey.word': 'Unas palabras para la ciudad (opcional)', 'survey.thanks': 'Gracias por su respuesta.',
  'end.title': '¿Terminar el chat?', 'end.what': 'Su solicitud sigue abierta con su folio; solo termina el chat.', 'end.do': 'Terminar el chat', 'end.new': 'Empezar otro chat', 'end.print': 'Imprimir',
  'print.title': 'Chat con {city}, {day}',
};
