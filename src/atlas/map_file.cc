#include "atlas/map_file.h"

#include <span>

#include "base/json_writer.h"

namespace vitrine::atlas {
namespace {

enum Section : std::uint32_t { kPoints = 1, kDescription, kCounts };

constexpr std::uint64_t kBytesPerRow = sizeof(Point2) + sizeof(std::uint16_t);

struct Counts {
  std::uint64_t num_rows;
  std::uint64_t num_points;
};

template <typename T>
void append_bytes(std::string& out, const std::vector<T>& values) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

void write_point(JsonWriter& json, std::string_view name, Point2 point) {
  json.key(name).begin_array();
  json.value(static_cast<double>(point.x)).value(static_cast<double>(point.y)).end_array();
}

void write_clusters(JsonWriter& json, std::string_view name,
                    const std::vector<MapCluster>& clusters) {
  json.key(name).begin_array();
  for (const MapCluster& cluster : clusters) {
    json.begin_object().member("num_points", cluster.num_points);
    if (cluster.parent != kNoCluster) json.member("parent", cluster.parent);
    write_point(json, "anchor", cluster.anchor);
    json.key("terms").begin_array();
    for (const std::string& term : cluster.terms) json.value(term);
    json.end_array().end_object();
  }
  json.end_array();
}

std::string describe(const AtlasMap& map) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("bounds").begin_object();
  write_point(json, "lowest", map.lowest);
  write_point(json, "highest", map.highest);
  json.end_object().key("clusters").begin_object();
  write_clusters(json, "coarse", map.coarse);
  write_clusters(json, "fine", map.fine);
  json.end_object().end_object();
  return out;
}

}  // namespace

Status write_map_file(const fs::path& path, const AtlasMap& map) {
  std::string points;
  append_bytes(points, map.places);
  append_bytes(points, map.clusters);
  const std::string description = describe(map);
  const Counts counts = {map.places.size(), map.num_points};
  const std::string_view parts[] = {
      points, description, {reinterpret_cast<const char*>(&counts), sizeof counts}};
  std::string bytes;
  std::vector<ContainerSection> sections;
  for (const std::string_view part : parts) {
    const auto id = static_cast<std::uint32_t>(sections.size() + 1);
    sections.push_back({id, bytes.size(), part.size()});
    bytes += part;
    bytes.resize((bytes.size() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment);
  }
  const std::uint64_t content = bytes.size();
  bytes.resize(container_bytes(content, sections.size()));
  seal_container(std::as_writable_bytes(std::span(bytes)), content, kMapKind, sections);
  return write_file_atomic(path, bytes);
}

Result<MapFile> MapFile::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kMapKind);
  if (!file) return std::move(file).error();
  if (Status status = file->check_all(); !status) return std::move(status).error();
  const std::span<const Counts> counts = file->array<Counts>(kCounts);
  if (counts.size() != 1 || file->section(kPoints).size() % kBytesPerRow != 0 ||
      file->section(kPoints).size() / kBytesPerRow != counts[0].num_rows) {
    return file->damaged("has the wrong size");
  }
  MapFile map(*std::move(file));
  map.num_rows_ = counts[0].num_rows;
  map.num_points_ = counts[0].num_points;
  map.checksum_ = hex64(map.file_.content_checksum());
  return map;
}

namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string_view MapFile::points() const {
  return text_of(file_.section(kPoints));
}

std::string_view MapFile::description() const {
  return text_of(file_.section(kDescription));
}

}  // namespace vitrine::atlas
