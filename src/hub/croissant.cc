#include "hub/croissant.h"

#include <algorithm>

#include "api/flag_parameter.h"
#include "api/parquet_url.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/croissant_types.h"
#include "hub/target.h"
#include "source/card.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxFields = 1000;
constexpr std::string_view kRepository = "repo";

// The context of the specification's own examples: what each short name stands for.
constexpr std::string_view kContext =
    R"({"@language":"en","@vocab":"https://schema.org/","arrayShape":"cr:arrayShape",)"
    R"("citeAs":"cr:citeAs","column":"cr:column","conformsTo":"dct:conformsTo",)"
    R"("containedIn":"cr:containedIn","cr":"http://mlcommons.org/croissant/",)"
    R"("data":{"@id":"cr:data","@type":"@json"},"dataType":{"@id":"cr:dataType","@type":"@vocab"},)"
    R"("dct":"http://purl.org/dc/terms/","description":{"@container":"@language"},)"
    R"("equivalentProperty":"cr:equivalentProperty","examples":{"@id":"cr:examples","@type":"@json"},)"
    R"("extract":"cr:extract","field":"cr:field","fileObject":"cr:fileObject",)"
    R"("fileProperty":"cr:fileProperty","fileSet":"cr:fileSet","format":"cr:format",)"
    R"("includes":"cr:includes","isArray":"cr:isArray","isLiveDataset":"cr:isLiveDataset",)"
    R"("jsonPath":"cr:jsonPath","key":"cr:key","md5":"cr:md5","name":{"@container":"@language"},)"
    R"("parentField":"cr:parentField","path":"cr:path","rai":"http://mlcommons.org/croissant/RAI/",)"
    R"("recordSet":"cr:recordSet","references":"cr:references","regex":"cr:regex",)"
    R"("repeated":"cr:repeated","replace":"cr:replace","samplingRate":"cr:samplingRate",)"
    R"("sc":"https://schema.org/","separator":"cr:separator","source":"cr:source",)"
    R"("subField":"cr:subField","transform":"cr:transform"})";

/// Ids of what the record set of a config's rows is made of.
struct RecordSet {
  std::string id;
  std::string file_set;
  std::string split_key;
};

class CroissantWriter {
 public:
  CroissantWriter(std::string& out, const Request& request, const store::Manifest& manifest,
                  bool full)
      : json_(out), origin_(http::base_url_of(request)), manifest_(manifest), full_(full) {
    ids_.make(kRepository);
  }

  void write();

 private:
  void write_description();
  void write_distribution();
  /// Returns the id of the field that names the splits.
  std::string write_splits(const store::ConfigManifest& config, const std::string& id);
  void write_split_field(const store::ConfigManifest& config, const RecordSet& set);
  void write_rows(const store::ConfigManifest& config, const RecordSet& set);

  JsonWriter json_;
  std::string origin_;
  const store::Manifest& manifest_;
  bool full_;
  CroissantIds ids_;
  std::vector<std::string> file_sets_;  // ids, one per config
};

void CroissantWriter::write() {
  json_.begin_object().key("@context").raw(kContext).member("@type", "sc:Dataset");
  json_.member("conformsTo", "http://mlcommons.org/croissant/1.1");
  write_description();
  write_distribution();
  json_.key("recordSet").begin_array();
  for (std::size_t i = 0; i < manifest_.configs.size(); ++i) {
    const store::ConfigManifest& config = manifest_.configs[i];
    const std::string id = ids_.make(config.name);
    const std::string key = write_splits(config, id);
    write_rows(config, {id, file_sets_[i], key});
  }
  json_.end_array().end_object();
}

void CroissantWriter::write_description() {
  json_.member("name", manifest_.dataset.name);
  json_.member("url", origin_ + "/datasets/" + manifest_.dataset.id());
  const Result<source::Card> card =
      manifest_.card ? source::parse_card(*manifest_.card) : not_found("");
  if (!card) return;
  if (!card->pretty_name.empty()) json_.member("alternateName", card->pretty_name);
  if (!card->license.empty()) json_.member("license", card->license);
  if (card->tags.empty()) return;
  json_.key("keywords").begin_array();
  for (const std::string& tag : card->tags) json_.value(tag);
  json_.end_array();
}

void CroissantWriter::write_distribution() {
  json_.key("distribution").begin_array().begin_object().member("@type", "cr:FileObject");
  json_.member("@id", kRepository).member("name", kRepository);
  json_.member("description", "The dataset as a repository.");
  json_.member("contentUrl",
               origin_ + "/datasets/" + manifest_.dataset.id() + "/tree/refs%2Fconvert%2Fparquet");
  json_.member("encodingFormat", "git+https");
  // What the format wants in place of a repository's hash.
  json_.member("sha256", "https://github.com/mlcommons/croissant/issues/80").end_object();
  for (const store::ConfigManifest& config : manifest_.configs) {
    file_sets_.push_back(ids_.make("parquet-files-for-config-" + config.name));
    json_.begin_object().member("@type", "cr:FileSet").member("@id", file_sets_.back());
    json_.key("containedIn").begin_object().member("@id", kRepository).end_object();
    json_.member("encodingFormat", "application/x-parquet");
    json_.member("includes", config.name + "/*/*.parquet").end_object();
  }
  json_.end_array();
}

std::string CroissantWriter::write_splits(const store::ConfigManifest& config,
                                          const std::string& id) {
  const std::string splits = ids_.make(id + "_splits");
  const std::string key = splits + "/split_name";
  json_.begin_object().member("@type", "cr:RecordSet").member("dataType", "cr:Split");
  json_.key("key").begin_object().member("@id", key).end_object().member("@id", splits);
  json_.member("name", splits).member("description", "Splits for the " + config.name + " config.");
  json_.key("field").begin_array().begin_object().member("@type", "cr:Field").member("@id", key);
  json_.member("dataType", "sc:Text").end_object().end_array().key("data").begin_array();
  for (const store::SplitManifest& split : config.splits)
    json_.begin_object().member(key, split.name).end_object();
  json_.end_array().end_object();
  return key;
}

/// The split that a row is of, from the path of its file. Names hold no more of a regular
/// expression's signs than dots, which fit themselves.
void CroissantWriter::write_split_field(const store::ConfigManifest& config, const RecordSet& set) {
  std::string names;
  for (const store::SplitManifest& split : config.splits)
    names += (names.empty() ? "" : "|") + split.name;
  json_.begin_object().member("@type", "cr:Field").member("@id", ids_.make("split", set.id));
  json_.member("dataType", "sc:Text").key("source").begin_object();
  json_.key("fileSet").begin_object().member("@id", set.file_set).end_object();
  json_.key("extract").begin_object().member("fileProperty", "fullpath").end_object();
  json_.key("transform").begin_object();
  json_.member("regex", config.name + "/(?:partial-)?(" + names + ")/.+parquet$").end_object();
  json_.end_object().key("references").begin_object().key("field").begin_object();
  json_.member("@id", set.split_key).end_object().end_object().end_object();
}

void CroissantWriter::write_rows(const store::ConfigManifest& config, const RecordSet& set) {
  json_.begin_object().member("@type", "cr:RecordSet").member("@id", set.id).member("name", set.id);
  json_.member("description", manifest_.dataset.id() + " - '" + config.name + "' subset");
  json_.key("field").begin_array();
  write_split_field(config, set);
  const std::size_t count =
      full_ ? config.features.size() : std::min(config.features.size(), kMaxFields);
  for (std::size_t i = 0; i < count; ++i) {
    const schema::FeatureField& column = config.features[i];
    const std::string field = ids_.make(column.name, set.id);
    json_.begin_object().member("@type", "cr:Field").member("@id", field);
    write_croissant_type(json_, ids_, field, column.type, {set.file_set, column.name});
    json_.end_object();
  }
  json_.end_array().end_object();
}

}  // namespace

std::string croissant_json(const Request& request, const store::Manifest& manifest, bool full) {
  std::string body;
  CroissantWriter(body, request, manifest, full).write();
  return body;
}

Response croissant_crumbs(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToConfig);
  if (!found) return std::move(found).refusal();
  api::ResponseOr<bool> full = api::flag_parameter(request, "full", true);
  if (!full) return std::move(full).refusal();
  return reply(*found, croissant_json(request, found->manifest(), *full));
}

}  // namespace vitrine::hub
