#include "v1/import_body.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/json_parse.h"
#include "store/library.h"

namespace vitrine::v1 {
namespace {

/// A scalar as a card would have it written. Errors: invalid_argument for anything else.
Result<std::string> scalar_text(std::string_view key, const boost::json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_bool() || value.is_number()) return json_text(value);
  return invalid_argument("reading." + std::string(key) + " takes a text, number or boolean.");
}

Status set_option(source::ReadOptions& options, std::string_view key,
                  const boost::json::value& value) {
  if (value.is_null()) return {};
  source::OptionValue given;
  if (const boost::json::array* list = value.if_array()) {
    given.is_list = true;
    for (const boost::json::value& item : *list) {
      Result<std::string> text = scalar_text(key, item);
      if (!text) return std::move(text).error();
      given.texts.push_back(*std::move(text));
    }
  } else {
    Result<std::string> text = scalar_text(key, value);
    if (!text) return std::move(text).error();
    given.texts.push_back(*std::move(text));
  }
  Result<source::OptionOutcome> outcome = source::set_read_option(options, key, given);
  if (!outcome) return std::move(outcome).error().in(key);
  if (*outcome == source::OptionOutcome::kIgnored)
    return invalid_argument("reading." + std::string(key) + " is no option.");
  return {};
}

Status set_types(source::ReadOptions& options, const boost::json::value& value) {
  const boost::json::object* types = value.if_object();
  if (types == nullptr)
    return invalid_argument("reading.types is an object of columns and their types.");
  for (const auto& [column, type] : *types) {
    if (!type.is_string())
      return invalid_argument("reading.types: the type of \"" + std::string(column) +
                              "\" is a text, such as \"string\".");
    options.types.push_back(
        {std::string(column), schema::Feature::value(std::string(type.as_string()))});
  }
  return {};
}

Result<source::ReadOptions> reading_of(const boost::json::value& body) {
  source::ReadOptions options;
  const boost::json::value* given = find_member(body, "reading");
  if (given == nullptr) return options;
  if (!given->is_object()) return invalid_argument("reading is an object of options.");
  for (const auto& [key, value] : given->as_object()) {
    Status status = key == "types" ? set_types(options, value) : set_option(options, key, value);
    if (!status) return std::move(status).error();
  }
  return options;
}

http::Response refuse_source(std::string_view message) {
  return http::error_response(403, "ChangesNotAllowed", message);
}

bool is_address(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

/// Why the caller may not have this source imported, if so.
std::optional<http::Response> refuse_source(const engine::Caller& caller, std::string_view source) {
  if (source.starts_with("hf://")) return std::nullopt;
  if (is_address(source)) {
    if (caller.may_name_addresses) return std::nullopt;
    return refuse_source(
        "Addresses are fetched for an admin on the server's machine only; send the file, or name "
        "hf://owner/name.");
  }
  if (caller.may_name_paths) return std::nullopt;
  return refuse_source(
      "Files of the server's machine are imported from there only; send the file, or name "
      "hf://owner/name.");
}

/// `source`, or the texts of `sources`; empty for a body that names neither, or something else.
std::vector<std::string> sources_of(const boost::json::value& body) {
  const boost::json::value* given = find_member(body, "sources");
  const boost::json::array* list = given == nullptr ? nullptr : given->if_array();
  if (given == nullptr) return {std::string(string_member(body, "source").value_or(""))};
  std::vector<std::string> out;
  if (list == nullptr) return out;
  for (const boost::json::value& item : *list)
    out.push_back(item.is_string() ? std::string(item.as_string()) : "");
  return out;
}

/// The upload that is named, the sample, or the source or sources.
api::ResponseOr<jobs::ImportRequest> with_source(jobs::ImportRequest asked,
                                                 const boost::json::value& body,
                                                 api::WriteServices& changes,
                                                 const engine::Caller& caller, SentFile sent) {
  if (const auto upload = int_member(body, "upload"); upload && *upload > 0) {
    const auto id = static_cast<std::uint64_t>(*upload);
    const Result<fs::path> file =
        sent == SentFile::kIsHandedOver ? changes.uploads().take(id) : changes.uploads().find(id);
    if (!file) return http::error_response(file.error());
    asked.source = file->string();
    asked.scratch = file->parent_path();
    return asked;
  }
  if (const boost::json::value* sample = find_member(body, "sample")) {
    if (!sample->is_string() || sample->as_string() != jobs::kSampleName) {
      return http::error_response(
          invalid_argument("There is one sample: \"" + std::string(jobs::kSampleName) + "\"."));
    }
    asked.source = jobs::kSampleName;
    asked.is_sample = true;
    return asked;
  }
  std::vector<std::string> sources = sources_of(body);
  if (sources.empty() || std::ranges::find(sources, "") != sources.end())
    return http::missing_parameters({"source"});
  for (const std::string& source : sources) {
    if (auto refusal = refuse_source(caller, source)) return *std::move(refusal);
    if (source == "-") {
      return http::error_response(
          invalid_argument("Standard input is the server's own; name a file or hf://owner/name."));
    }
  }
  asked.source = std::move(sources.front());
  asked.beside.assign(std::make_move_iterator(sources.begin() + 1),
                      std::make_move_iterator(sources.end()));
  asked.root = changes.source_root();
  return asked;
}

}  // namespace

api::ResponseOr<jobs::ImportRequest> import_body(api::Context& context,
                                                 const http::Request& request, SentFile file) {
  const Result<boost::json::value> body = parse_json(request.body);
  if (!body) return http::error_response(body.error());
  const engine::Caller caller = api::caller_of(context, request);
  jobs::ImportRequest asked;
  asked.dataset_name = string_member(*body, "name").value_or("");
  if (!asked.dataset_name.empty()) {
    if (const Result<store::DatasetName> name = store::DatasetName::parse(asked.dataset_name);
        !name)
      return http::error_response(name.error());
  }
  if (!caller.may_see(asked.dataset_name))
    return refuse_source("Your token is for other datasets: give a \"name\" that is one of them.");
  Result<source::ReadOptions> reading = reading_of(*body);
  if (!reading) return http::error_response(reading.error());
  asked.reading = *std::move(reading);
  return with_source(std::move(asked), *body, *context.writes, caller, file);
}

}  // namespace vitrine::v1
