#include "atlas/layout.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "atlas/mixed_bits.h"
#include "base/workers.h"

namespace vitrine::atlas {
namespace {

// The curve 1 / (1 + a d^2b) that umap-learn fits to its defaults, min_dist 0.1 and spread 1.
constexpr double kA = 1.576943460405378;
constexpr double kB = 0.8950608781227859;
constexpr int kPushes = 5;
constexpr float kLongestMove = 4;
constexpr float kExtent = 10;    // of the start
constexpr float kNoise = 1e-3F;  // parts points that start at the same place
constexpr std::uint32_t kPointsPerTask = 2048;

/// As umap-learn: large sets settle sooner, since each point is pushed by more of the others.
int num_epochs(std::uint32_t size) {
  return size <= 10'000 ? 500 : 200;
}

/// A function of a squared distance, looked up: pow() would be most of the layout's time, and its
/// last bit differs between machines. Linear between 64 points per octave: exact to 1e-4.
class Curve {
 public:
  template <typename Function>
  explicit Curve(Function function) {
    values_.reserve(kSize + 1);
    for (std::uint32_t i = 0; i <= kSize; ++i) {
      const float squared = std::bit_cast<float>(kFirst + (i << kShift));
      values_.push_back(static_cast<float>(function(static_cast<double>(squared))));
    }
  }

  float operator()(float squared) const {
    const std::uint32_t bits =
        std::clamp(std::bit_cast<std::uint32_t>(squared), kFirst, kLast) - kFirst;
    const std::uint32_t at = bits >> kShift;
    const float part = static_cast<float>(bits & ((1U << kShift) - 1)) * (1.0F / (1U << kShift));
    return values_[at] + (values_[at + 1] - values_[at]) * part;
  }

 private:
  static constexpr std::uint32_t kShift = 23 - 6;
  static constexpr std::uint32_t kFirst = (127U - 40U) << 23U;  // 2^-40
  static constexpr std::uint32_t kLast = ((127U + 24U) << 23U) - 1;
  static constexpr std::uint32_t kSize = (kLast + 1 - kFirst) >> kShift;
  std::vector<float> values_;
};

struct Forces {
  /// Times (other - own): positive, towards the other. Twice UMAP's, which applies each edge from
  /// both of its ends to both of them.
  Curve pull{
      [](double d2) { return 4 * kA * kB * std::pow(d2, kB - 1) / (1 + kA * std::pow(d2, kB)); }};
  /// Times (own - other).
  Curve push{[](double d2) { return 2 * kB / ((0.001 + d2) * (1 + kA * std::pow(d2, kB))); }};
};

float clip(float move) {
  return std::clamp(move, -kLongestMove, kLongestMove);
}

/// Whether an edge's turn comes in `epoch`: `share` of the epochs, evenly.
bool is_due(float share, int epoch) {
  return std::floor(static_cast<float>(epoch + 1) * share) >
         std::floor(static_cast<float>(epoch) * share);
}

class Descent {
 public:
  Descent(const WeightedGraph& graph, std::vector<Point2> start)
      : graph_(graph), now_(std::move(start)), next_(now_.size()) {
    float heaviest = 0;
    for (const float weight : graph.weights) heaviest = std::max(heaviest, weight);
    if (heaviest > 0) scale_ = 1 / heaviest;
  }

  Status run_epoch(int epoch, float rate, unsigned threads, const std::stop_token& stop) {
    const std::size_t tasks = (now_.size() + kPointsPerTask - 1) / kPointsPerTask;
    Status status = run_tasks(tasks, threads, stop, [&](std::size_t task) {
      const auto first = static_cast<std::uint32_t>(task * kPointsPerTask);
      const std::uint32_t last = std::min(first + kPointsPerTask, graph_.size());
      for (std::uint32_t point = first; point < last; ++point) {
        next_[point] = moved(point, epoch, rate);
      }
    });
    std::swap(now_, next_);
    return status;
  }

  std::vector<Point2> positions() && { return std::move(now_); }

 private:
  Point2 moved(std::uint32_t point, int epoch, float rate) const {
    Point2 own = now_[point];
    for (std::uint64_t edge = graph_.offsets[point]; edge < graph_.offsets[point + 1]; ++edge) {
      if (!is_due(graph_.weights[edge] * scale_, epoch)) continue;
      const Point2 other = now_[graph_.nodes[edge]];
      const float dx = other.x - own.x;
      const float dy = other.y - own.y;
      const float squared = dx * dx + dy * dy;
      if (squared > 0) {
        const float pull = forces_.pull(squared);
        own.x += clip(pull * dx) * rate;
        own.y += clip(pull * dy) * rate;
      }
      push_away(own, point, static_cast<std::uint64_t>(epoch) * graph_.nodes.size() + edge, rate);
    }
    return own;
  }

  void push_away(Point2& own, std::uint32_t point, std::uint64_t turn, float rate) const {
    for (int i = 0; i < kPushes; ++i) {
      const std::uint32_t chosen =
          below(mixed_bits(turn * kPushes + static_cast<unsigned>(i)), graph_.size());
      if (chosen == point) continue;
      const float dx = own.x - now_[chosen].x;
      const float dy = own.y - now_[chosen].y;
      const float push = forces_.push(dx * dx + dy * dy);
      own.x += clip(push * dx) * rate;
      own.y += clip(push * dy) * rate;
    }
  }

  const WeightedGraph& graph_;
  std::vector<Point2> now_;
  std::vector<Point2> next_;
  float scale_ = 1;
  Forces forces_;
};

/// Fills a square of side kExtent around (0, 0), equal places told apart.
void scale_start(std::vector<Point2>& points) {
  float largest = 0;
  for (const Point2& point : points) {
    largest = std::max({largest, std::abs(point.x), std::abs(point.y)});
  }
  const float scale = largest > 0 ? kExtent / 2 / largest : 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].x = points[i].x * scale + kNoise * (unit_float(mixed_bits(2 * i)) - 0.5F);
    points[i].y = points[i].y * scale + kNoise * (unit_float(mixed_bits(2 * i + 1)) - 0.5F);
  }
}

void centre(std::vector<Point2>& points) {
  double x = 0;
  double y = 0;
  for (const Point2& point : points) {
    x += static_cast<double>(point.x);
    y += static_cast<double>(point.y);
  }
  const auto count = static_cast<double>(std::max<std::size_t>(points.size(), 1));
  for (Point2& point : points) {
    point.x -= static_cast<float>(x / count);
    point.y -= static_cast<float>(y / count);
  }
}

}  // namespace

Result<std::vector<Point2>> lay_out(const WeightedGraph& graph, std::vector<Point2> start,
                                    unsigned threads, ProgressSink* progress,
                                    const std::stop_token& stop) {
  scale_start(start);
  Descent descent(graph, std::move(start));
  const int epochs = num_epochs(graph.size());
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const float rate = 1 - static_cast<float>(epoch) / static_cast<float>(epochs);
    if (Status status = descent.run_epoch(epoch, rate, threads, stop); !status) {
      return status.error();
    }
    if (progress != nullptr) {
      progress->update({.stage = "layout",
                        .subject = {},
                        .rows = static_cast<std::uint64_t>(epoch) + 1,
                        .rows_total = static_cast<std::uint64_t>(epochs)});
    }
  }
  std::vector<Point2> points = std::move(descent).positions();
  centre(points);
  return points;
}

}  // namespace vitrine::atlas
