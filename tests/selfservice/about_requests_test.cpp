#include "router/selfservice/about_requests.h"

#include <gtest/gtest.h>

namespace crosstown::about_requests {
namespace {

TEST(AboutRequests, BeginsAnewOnlyWhereItSaysSo) {
  for (const std::string_view text :
       {"NEW: a pothole on Main", "New request: the light is out", "new, the light is out",
        "Nuevo: hay un bache", "nueva solicitud. Hay basura", "  NEW\nthe light is out",
        "NEW pothole on Main", "NUEVO bache en la calle Main", "otro asunto: la luz"})
    EXPECT_TRUE(begins_anew(text)) << text;
  for (const std::string_view text :
       {"new street light is out", "New street light: out", "NEW STREET LIGHT OUT",
        "NEW York Ave has a pothole", "NEW:", "new", "", " ", "Newton Ave: pothole",
        "Nuevo Leon street, pothole", "There is a new: pothole", "The light. New request"})
    EXPECT_FALSE(begins_anew(text)) << text;
}

}  // namespace
}  // namespace crosstown::about_requests
