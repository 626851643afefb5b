// The member "mail" of an event (docs/envelope.schema.json). Of use in envelope.cpp only.
#pragma once

#include <string>

#include "router/message/mail_facts.h"

namespace crosstown {

void append_mail(std::string& out, const MailFacts& facts);

}  // namespace crosstown
