#include "atlas/map_file.h"

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/hash.h"
#include "base/json_writer.h"

namespace vitrine {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "VITRMAPS";
constexpr std::uint64_t kBytesPerRow = sizeof(Point2) + sizeof(std::uint16_t);

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t reserved;
  std::uint64_t num_rows;
  std::uint64_t num_points;
  std::uint64_t description_bytes;
  std::uint64_t body_checksum;    ///< Of all bytes behind the header.
  std::uint64_t header_checksum;  ///< Of the bytes before it.
};
static_assert(sizeof(Header) == 56);

std::uint64_t header_checksum(const Header& header) {
  return checksum64(std::as_bytes(std::span(&header, 1)).first(offsetof(Header, header_checksum)));
}

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

std::string map_file_name(std::size_t column) {
  return "map-" + std::to_string(column) + ".vtm";
}

Status write_map_file(const fs::path& path, const AtlasMap& map) {
  const std::string description = describe(map);
  std::string bytes(sizeof(Header), '\0');
  append_bytes(bytes, map.places);
  append_bytes(bytes, map.clusters);
  bytes += description;
  Header header = {};
  std::memcpy(header.magic, kMagic.data(), sizeof header.magic);
  header.version = kMapVersion;
  header.num_rows = map.places.size();
  header.num_points = map.num_points;
  header.description_bytes = description.size();
  header.body_checksum = checksum64(std::string_view(bytes).substr(sizeof header));
  header.header_checksum = header_checksum(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  return write_file_atomic(path, bytes);
}

Result<MapFile> MapFile::open(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return std::move(file).error();
  const auto bad = [&](std::string_view why) {
    return corrupt(path.filename().string() + " " + std::string(why));
  };
  const std::span<const std::byte> bytes = file->bytes();
  Header header = {};
  if (bytes.size() < sizeof header) return bad("is too short for a map");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::string_view(header.magic, sizeof header.magic) != kMagic) return bad("is no map");
  if (header.version != kMapVersion) {
    return unsupported(path.filename().string() + " has another map version");
  }
  if (header.header_checksum != header_checksum(header)) return bad("has a damaged header");
  const std::uint64_t body = bytes.size() - sizeof header;
  if (header.num_rows > body / kBytesPerRow ||
      header.description_bytes != body - header.num_rows * kBytesPerRow) {
    return bad("has the wrong size");
  }
  if (checksum64(bytes.subspan(sizeof header)) != header.body_checksum) return bad("is damaged");
  MapFile map;
  map.num_rows_ = header.num_rows;
  map.num_points_ = header.num_points;
  map.checksum_ = hex64(header.body_checksum);
  map.file_ = *std::move(file);
  return map;
}

std::string_view MapFile::points() const {
  return file_.text().substr(sizeof(Header), num_rows_ * kBytesPerRow);
}

std::string_view MapFile::description() const {
  return file_.text().substr(sizeof(Header) + num_rows_ * kBytesPerRow);
}

}  // namespace vitrine
