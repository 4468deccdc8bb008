#include "formats/xml_stream.h"

#include <expat.h>

#include <algorithm>

namespace vitrine::formats {
namespace {

/// What other versions and programs add, some of it under names of the standard's elements. Source:
/// ECMA-376, part 1, 18.2.10.
constexpr std::string_view kExtensions = "extLst";

std::string_view local_name(const char* name) {
  const std::string_view text(name);
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

}  // namespace

struct XmlStream::State {
  XML_Parser parser = nullptr;
  XmlHandler* handler = nullptr;
  bool has_document_type = false;
  std::size_t extension_depth = 0;  ///< Open elements from extLst on.

  static void start(void* user, const char* name, const char** pairs) {
    auto* state = static_cast<State*>(user);
    if (state->extension_depth > 0 || local_name(name) == kExtensions) {
      ++state->extension_depth;
      return;
    }
    XmlAttributes attributes;
    for (; *pairs != nullptr; pairs += 2) attributes.emplace_back(pairs[0], pairs[1]);
    state->handler->start(local_name(name), attributes);
  }
  static void end(void* user, const char* name) {
    auto* state = static_cast<State*>(user);
    if (state->extension_depth == 0) {
      state->handler->end(local_name(name));
    } else {
      --state->extension_depth;
    }
  }
  static void text(void* user, const char* bytes, int size) {
    const auto* state = static_cast<State*>(user);
    if (state->extension_depth == 0) state->handler->text({bytes, static_cast<std::size_t>(size)});
  }
  static void document_type(void* user, const char*, const char*, const char*, int) {
    auto* state = static_cast<State*>(user);
    state->has_document_type = true;
    XML_StopParser(state->parser, XML_FALSE);
  }
};

std::string_view xml_attribute(const XmlAttributes& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &XmlAttributes::value_type::first);
  return found == attributes.end() ? std::string_view() : found->second;
}

XmlStream::XmlStream(XmlHandler& handler) : state_(std::make_unique<State>()) {
  state_->handler = &handler;
  state_->parser = XML_ParserCreate(nullptr);
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::start, State::end);
  XML_SetCharacterDataHandler(state_->parser, State::text);
  XML_SetStartDoctypeDeclHandler(state_->parser, State::document_type);
}

XmlStream::~XmlStream() {
  XML_ParserFree(state_->parser);
}

Status XmlStream::feed(std::string_view bytes, bool is_last) {
  const XML_Status status = XML_Parse(state_->parser, bytes.data(), static_cast<int>(bytes.size()),
                                      is_last ? XML_TRUE : XML_FALSE);
  if (status == XML_STATUS_OK) return {};
  if (state_->has_document_type) return corrupt("its XML has a document type, which none should");
  return corrupt("its XML is damaged in line " +
                 std::to_string(XML_GetCurrentLineNumber(state_->parser)) + " (" +
                 XML_ErrorString(XML_GetErrorCode(state_->parser)) + ")");
}

}  // namespace vitrine::formats
