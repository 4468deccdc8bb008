#include "cli/commands.h"
#include "cli/progress_display.h"
#include "source/synthetic.h"

namespace vitrine::cli {

Status run_sample(const Arguments& arguments, const std::stop_token& stop) {
  source::SyntheticOptions options;
  options.rows = arguments.rows;
  options.seed = arguments.seed;
  const std::string out = arguments.out.empty() ? "synthetic-conference" : arguments.out;
  Status written = [&] {
    ProgressDisplay progress(out);
    return source::write_synthetic_folder(out, options, &progress, stop);
  }();
  if (!written) return written;
  note("wrote " + with_thousands(options.rows) + " synthetic papers; `vitrine serve " + out +
       "` shows them");
  return print(out + "\n");
}

}  // namespace vitrine::cli
