#include "cli/commands.h"
#include "cli/progress_display.h"
#include "source/synthetic.h"

namespace vitrine::cli {

Status run_sample(const Arguments& arguments, const std::stop_token& stop) {
  SyntheticOptions options;
  options.rows = arguments.rows;
  options.seed = arguments.seed;
  Status written = [&] {
    ProgressDisplay progress(arguments.out);
    return write_synthetic_folder(arguments.out, options, &progress, stop);
  }();
  if (!written) return written;
  note("wrote " + with_thousands(options.rows) + " synthetic papers; `vitrine serve " +
       arguments.out + "` shows them");
  return print(arguments.out + "\n");
}

}  // namespace vitrine::cli
