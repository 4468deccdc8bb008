#pragma once
// HubSettings: where the Hub is, who asks, and where its files are kept, as huggingface_hub reads
// them from the environment, so that both share one cache and one login.

#include <chrono>
#include <string>

#include "base/file.h"

namespace vitrine::source {

struct HubSettings {
  std::string endpoint = "https://huggingface.co";  ///< HF_ENDPOINT; without a slash at the end.
  std::string token = {};  ///< HF_TOKEN, else the file HF_TOKEN_PATH, else HF_HOME/token.
  /// HF_HUB_CACHE, else HF_HOME/hub; HF_HOME is $XDG_CACHE_HOME/huggingface, or below ~/.cache.
  fs::path cache = {};
  /// HF_HUB_DOWNLOAD_TIMEOUT, in seconds: how long nothing may arrive before it is tried again.
  std::chrono::seconds stall = std::chrono::seconds(20);
  bool is_offline = false;  ///< HF_HUB_OFFLINE: the Hub is not asked, only its cache is read.
  std::chrono::milliseconds first_pause = std::chrono::milliseconds(200);  ///< Doubled each time.

  static HubSettings from_environment();
};

}  // namespace vitrine::source
