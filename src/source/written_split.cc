#include "source/written_split.h"

#include "source/folder.h"
#include "source/split_files.h"

namespace vitrine::source {

Result<SourceSplit> written_split(const std::string& name,
                                  const std::function<Status(FileWriter&)>& write,
                                  const UnpackOptions& options) {
  const Result<std::shared_ptr<const ScratchFolder>> scratch = make_scratch(options.directory);
  if (!scratch) return scratch.error();
  const fs::path table = (*scratch)->path() / "files.jsonl";
  Result<FileWriter> writer = FileWriter::create(table);
  if (!writer) return std::move(writer).error();
  if (Status status = write(*writer); !status) return std::move(status).error();
  if (Status status = writer->close(); !status) return std::move(status).error();
  Result<SourceSplit> split = inspect_split(name, {table}, options);
  if (split) split->scratch.push_back(*scratch);
  return split;
}

}  // namespace vitrine::source
