// Spanish avoids á, í, ó and ú in what is sent as a text message: they are not in GSM-7, and one of
// them makes it twice as long (3GPP TS 23.038, section 6.2.1). Sentences are worded so that none is
// missed.
#include "router/texts/shipped.h"

namespace crosstown {
namespace {

constexpr std::array<ShippedLanguage, 2> languages{{
    {"en",
     {
         "Thanks, your request is {tracking}. To ask how it stands, send STATUS {tracking}.",
         "If this is an emergency, call {number} now. This line is not watched for emergencies. "
         "We also passed on your message: {tracking}.",
         "Request {tracking} is {state}.",
         " It is with {queue}.",
         " It was opened on {date}.",
         "We have no request {tracking}. Please check the number and send it again.",
         "That number does not look right. Please check its digits and send STATUS and the number "
         "again.",
         "{city} 311: Tell us what is wrong and where, or ask a question. Emergency? Call "
         "{number}. "
         "Msg & data rates may apply. Reply STOP to end.",
         "{city} 311: You are unsubscribed and will get no more texts. Reply START to rejoin.",
         "{city} 311: You are subscribed again. Reply HELP for help, STOP to end.",
         "Hello! What is wrong, and where? Or just ask your question. In an emergency, call "
         "{number}.",
         "We are open {hours}. {now}",
         " Reply PERSON to talk to someone.",
         " We are closed now and will answer by {weekday}.",
         "received",
         "taken on",
         "in progress",
         "closed",
         "{first}–{last}",
         "{from}–{to}",
         "24 hours",
         "closed",
         "{hour12}:{minute} am",
         "{hour12}:{minute} pm",
         "Open now.",
         "Closed now.",
         "Closed today: {holiday}.",
         "Opens again today at {time}.",
         "Opens again {weekday} at {time}.",
         "Opens again on {date} at {time}.",
         "Monday",
         "Tuesday",
         "Wednesday",
         "Thursday",
         "Friday",
         "Saturday",
         "Sunday",
         "Mon",
         "Tue",
         "Wed",
         "Thu",
         "Fri",
         "Sat",
         "Sun",
         " Or see {url}",
         "All right. What is it about, and where?",
         "Your open requests: {requests}. For one of them, send STATUS and its number.",
         " and {count} more",
         "No open request of yours is known here. If you have a number, send STATUS and the "
         "number.",
         "Thanks. Your request {tracking} is closed. Write again if it comes back.",
         "How is your request?",
         "Tracking number",
         "Look it up",
         "Status",
         "About",
         "Department",
         "Opened on",
         "Last change",
         "Answer promised by",
         "There is no request {tracking}. Please compare the number with the one that you were "
         "given.",
         "A digit of that number is wrong. Please compare it with the one that you were given: "
         "ten digits or more, as in 26-0001234-9.",
         "Too many numbers were looked up from here. Please wait a minute.",
         "It cannot be looked up at this moment. Please try again in a few minutes.",
         "This page never shows what was written, nor by whom.",
         "English",
     }},
    {"es",
     {
         "Gracias. El folio de su solicitud es {tracking}. Para saber su estado, mande ESTADO "
         "{tracking}.",
         "Si es una emergencia, llame ahora al {number}. Nadie atiende emergencias en este canal. "
         "Pasamos su mensaje con el folio {tracking}.",
         "Su solicitud {tracking}: {state}.",
         " La atiende {queue}.",
         " Fue abierta el {date}.",
         "No tenemos ninguna solicitud con el folio {tracking}. Por favor, compruebe las cifras y "
         "mande el folio otra vez.",
         "Ese folio no parece correcto. Por favor, compruebe las cifras y mande ESTADO y el folio "
         "otra vez.",
         "{city} 311: Diga lo que pasa y en qué lugar, o pregunte. ¿Emergencia? Llame al {number}. "
         "Pueden aplicar tarifas. Mande ALTO para cancelar.",
         "{city} 311: Usted ya no recibe mensajes. Mande START para volver.",
         "{city} 311: Usted recibe mensajes otra vez. Mande AYUDA o ALTO si lo desea.",
         "¡Hola! ¿Qué pasa, y en qué lugar? O haga su pregunta. En una emergencia, llame al "
         "{number}.",
         "Abrimos {hours}. {now}",
         " Mande PERSONA para hablar con alguien.",
         " Ahora cerrado. Le respondemos para el {date}.",
         "recibida",
         "asignada",
         "en proceso",
         "cerrada",
         "{first}–{last}",
         "{from}–{to}",
         "24 horas",
         "cerrado",
         "{hour24}:{minute}",
         "{hour24}:{minute}",
         "Abierto ahora.",
         "Cerrado ahora.",
         "Cerrado hoy: {holiday}.",
         "Abre otra vez hoy ({time}).",
         "Abre otra vez el {weekday} ({time}).",
         "Abre otra vez el {date} ({time}).",
         "lunes",
         "martes",
         "miércoles",
         "jueves",
         "viernes",
         "sábado",
         "domingo",
         "lun",
         "mar",
         "mié",
         "jue",
         "vie",
         "sáb",
         "dom",
         " O vea {url}",
         "De acuerdo. ¿De qué se trata, y en qué lugar?",
         "Sus solicitudes abiertas: {requests}. Para una de ellas, mande ESTADO y su folio.",
         " y {count} más",
         "No encontramos solicitudes abiertas de usted en este canal. Si tiene un folio, mande "
         "ESTADO y el folio.",
         "Gracias. Cerramos su solicitud {tracking}. Si el problema vuelve, mande otro mensaje.",
         "¿Cómo va su solicitud?",
         "Folio",
         "Buscar",
         "Estado",
         "Asunto",
         "Departamento",
         "Abierta el",
         "Último cambio",
         "Respuesta prometida para el",
         "No hay ninguna solicitud {tracking}. Por favor, compare el folio con el que le dimos.",
         "Una cifra de ese folio no es correcta. Por favor, compárelo con el que le dimos: diez "
         "cifras o más, como en 26-0001234-9.",
         "Se buscaron demasiados folios desde aquí. Por favor, espere un minuto.",
         "No es posible buscarla en este momento. Por favor, inténtelo en unos minutos.",
         "Esta página nunca muestra lo que se escribió, ni quién lo escribió.",
         "Español",
     }},
}};

}  // namespace

std::span<const ShippedLanguage> shipped_languages() { return languages; }

}  // namespace crosstown
