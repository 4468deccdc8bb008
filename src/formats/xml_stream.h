#pragma once
// XmlStream: elements and text of a part of an Office Open XML file as they come. The one place
// that sees expat.
//
// Names come without their namespace prefix, and extensions (extLst) not at all. A document type is
// refused, and with it entities.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vitrine::formats {

using XmlAttributes = std::vector<std::pair<std::string_view, std::string_view>>;

/// The attribute's value; empty if there is none. With or without a prefix, as the name is given.
std::string_view xml_attribute(const XmlAttributes& attributes, std::string_view name);

struct XmlHandler {
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view bytes) = 0;
};

class XmlStream {
 public:
  explicit XmlStream(XmlHandler& handler);
  ~XmlStream();
  XmlStream(XmlStream&&) = delete;
  XmlStream& operator=(XmlStream&&) = delete;

  /// Parses more of the document. Errors: corrupt.
  Status feed(std::string_view bytes, bool is_last);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::formats
