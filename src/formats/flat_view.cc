#include "formats/flat_view.h"

namespace vitrine::formats {

FlatTable FlatView::root() {
  const std::size_t at = follow(0);
  return at == 0 ? FlatTable() : FlatTable(this, at);
}

std::size_t FlatView::follow(std::size_t at) {
  const auto offset = load<std::uint32_t>(at);
  // An offset of nothing would lead to itself, and no table or vector is shorter than four bytes.
  if (offset == 0) {
    damaged_ = true;
    return 0;
  }
  return has(at + offset, 4) ? at + offset : 0;
}

std::size_t FlatTable::field(unsigned id, std::size_t size) const {
  if (view_ == nullptr) return 0;
  const auto back = view_->load<std::int32_t>(at_);
  const auto vtable = static_cast<std::int64_t>(at_) - back;
  if (vtable < 0 || !view_->has(static_cast<std::size_t>(vtable), 4)) {
    view_->damaged_ = true;
    return 0;
  }
  const auto table = static_cast<std::size_t>(vtable);
  const std::size_t entry = 4 + std::size_t{2} * id;
  if (entry + 2 > view_->load<std::uint16_t>(table)) return 0;
  const auto offset = view_->load<std::uint16_t>(table + entry);
  if (offset == 0 || !view_->has(at_ + offset, size)) return 0;
  return at_ + offset;
}

FlatTable FlatTable::table(unsigned id) const {
  const std::size_t at = field(id, 4);
  const std::size_t target = at == 0 ? 0 : view_->follow(at);
  return target == 0 ? FlatTable() : FlatTable(view_, target);
}

FlatVector FlatTable::vector(unsigned id, std::size_t stride) const {
  const std::size_t at = field(id, 4);
  const std::size_t target = at == 0 ? 0 : view_->follow(at);
  if (target == 0) return {};
  const std::size_t size = view_->load<std::uint32_t>(target);
  if (!view_->has(target + 4, size * stride)) return {};
  return {target + 4, size};
}

std::string_view FlatTable::text(unsigned id) const {
  const FlatVector bytes = vector(id, 1);
  return bytes.size == 0 ? std::string_view() : view_->bytes_.substr(bytes.at, bytes.size);
}

FlatTable FlatTable::member(const FlatVector& vector, std::size_t i) const {
  const std::size_t target = view_->follow(vector.at + 4 * i);
  return target == 0 ? FlatTable() : FlatTable(view_, target);
}

std::string_view pair_value(const FlatTable& table, unsigned id, std::string_view key) {
  const FlatVector pairs = table.vector(id, 4);
  for (std::size_t i = 0; i < pairs.size; ++i) {
    const FlatTable pair = table.member(pairs, i);
    if (pair.text(0) == key) return pair.text(1);
  }
  return {};
}

}  // namespace vitrine::formats
