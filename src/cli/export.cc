#include <array>

#include "cli/commands.h"
#include "cli/progress_display.h"
#include "export/output_place.h"
#include "export/push_folder.h"
#include "export/site.h"
#include "export/split_file.h"

namespace vitrine::cli {
namespace {

constexpr std::array<std::string_view, 3> kFileFormats = {"parquet", "jsonl", "csv"};

std::string format_of(const Arguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  for (const std::string_view format : kFileFormats) {
    if (arguments.out.ends_with("." + std::string(format))) return std::string(format);
  }
  return "";
}

Status export_text(const search::Split& split, exporting::TextFormat format,
                   const Arguments& arguments, const std::stop_token& stop) {
  if (arguments.out.empty()) return exporting::write_rows(split, format, print, nullptr, stop);
  Result<exporting::OutputPlace> place =
      exporting::OutputPlace::file(arguments.out, arguments.overwrite);
  if (!place) return std::move(place).error();
  Result<FileWriter> writer = FileWriter::create(place->work());
  if (!writer) return std::move(writer).error();
  ProgressDisplay progress(arguments.out);
  const auto sink = [&](std::string_view text) { return writer->write(text); };
  if (Status status = exporting::write_rows(split, format, sink, &progress, stop); !status)
    return status;
  if (Status status = writer->close(); !status) return status;
  return place->finish();
}

Status export_parquet(const search::Split& split, const Arguments& arguments,
                      const std::stop_token& stop) {
  if (arguments.out.empty()) return invalid_argument("Parquet needs a file: --out FILE");
  Result<exporting::OutputPlace> place =
      exporting::OutputPlace::file(arguments.out, arguments.overwrite);
  if (!place) return std::move(place).error();
  ProgressDisplay progress(arguments.out);
  if (Status status = exporting::write_parquet(split, place->work(), &progress, stop); !status)
    return status;
  return place->finish();
}

Status export_split(Session& session, const std::string& format) {
  const Arguments& arguments = session.arguments();
  const Result<engine::OpenSplit> place = session.open_split();
  if (!place) return place.error();
  const search::Split& split = *place->split;
  const Status status = format == "parquet"
                            ? export_parquet(split, arguments, session.stop())
                            : export_text(split,
                                          format == "csv" ? exporting::TextFormat::kCsv
                                                          : exporting::TextFormat::kJsonLines,
                                          arguments, session.stop());
  if (!status) return status;
  note("exported " + row_count(split.num_rows()) +
       (arguments.out.empty() ? "" : " to " + arguments.out));
  return {};
}

/// Checks what the two whole-dataset formats ask for, and makes the place.
Result<exporting::OutputPlace> folder_place(const Arguments& arguments,
                                            const exporting::OutputPlace::IsOurs& is_ours) {
  if (arguments.out.empty()) return invalid_argument("a folder needs a name: --out FOLDER");
  if (!arguments.config.empty() || !arguments.split.empty())
    return invalid_argument("a folder holds the whole dataset: leave --config and --split out");
  return exporting::OutputPlace::folder(arguments.out, arguments.overwrite, is_ours);
}

Status export_folder(Session& session, const store::Snapshot& snapshot) {
  const Arguments& arguments = session.arguments();
  const bool is_site = arguments.format == "site";
  if (is_site) {
    if (Status small = exporting::check_site(snapshot.manifest()); !small) return small;
  }
  Result<exporting::OutputPlace> place =
      folder_place(arguments, is_site ? exporting::files_of_site(arguments.out)
                                      : exporting::files_of_push_folder(arguments.out));
  if (!place) return std::move(place).error();
  ProgressDisplay progress(arguments.out);
  Status written =
      is_site ? exporting::write_site(session.engine(), snapshot, place->work(), &progress,
                                      session.stop())
              : exporting::write_push_folder(snapshot, place->work(), &progress, session.stop());
  if (!written) return written;
  if (Status status = place->finish(); !status) return status;
  note("exported " + row_count(snapshot.manifest().num_rows()) + " to " + arguments.out);
  return {};
}

}  // namespace

Status run_export(Session& session) {
  const Arguments& arguments = session.arguments();
  const std::string format = format_of(arguments);
  if (format.empty())
    return invalid_argument(
        "say the format: --format parquet, jsonl, csv, folder or site, or --out FILE with such an "
        "ending");
  if (format != "folder" && format != "site") return export_split(session, format);
  const Result<store::DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::shared_ptr<const engine::OpenDataset>> opened =
      session.engine().open(session.caller(), *dataset);
  if (!opened) return opened.error();
  return export_folder(session, (*opened)->snapshot());
}

}  // namespace vitrine::cli
