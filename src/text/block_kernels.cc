#include "text/block_kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "text/ranking.h"

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes the "undefined" operands in its own intrinsics for mistakes.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif

namespace vitrine::text {
namespace {

template <unsigned Width>
void plain_unpack_width(const unsigned char* in, std::uint32_t* out) {
  for (std::size_t i = 0; i < kPackedBlock; ++i) out[i] = packed_value(in, Width, i);
}

using Unpack = void (*)(const unsigned char*, std::uint32_t*);

/// One loop per width, so that every shift is a constant.
constexpr std::array<Unpack, 33> kPlainUnpack =
    []<unsigned... Width>(std::integer_sequence<unsigned, Width...>) {
      return std::array<Unpack, 33>{plain_unpack_width<Width>...};
    }(std::make_integer_sequence<unsigned, 33>());

void plain_unpack(const unsigned char* in, unsigned width, std::uint32_t* out) {
  kPlainUnpack[width](in, out);
}

void plain_unpack_sums(const unsigned char* in, unsigned width, std::uint32_t base,
                       std::uint32_t* out) {
  plain_unpack(in, width, out);
  for (std::size_t i = 0; i < kPackedBlock; ++i) base = out[i] += base;
}

void plain_contributions(const unsigned char* in, unsigned width, const std::uint32_t* rows,
                         const float* norms, float weight, std::uint32_t* out) {
  plain_unpack(in, width, out);
  for (std::size_t i = 0; i < kPackedBlock; ++i)
    out[i] = contribution(weight, out[i] + 1, norms[rows[i]]);
}

std::uint32_t plain_count_below(const std::uint32_t* values, std::uint32_t limit) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < kPackedBlock; ++i) count += values[i] < limit ? 1 : 0;
  return count;
}

void plain_masks(const std::uint32_t* values, std::size_t words, std::uint32_t floor,
                 std::uint64_t* above, std::uint64_t* nonzero) {
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t over = 0;
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      over |= std::uint64_t{values[w * 64 + i] > floor} << i;
      any |= std::uint64_t{values[w * 64 + i] != 0} << i;
    }
    above[w] = over;
    nonzero[w] = any;
  }
}

std::uint64_t plain_count_ones(const std::uint64_t* bits, std::size_t words) {
  std::uint64_t count = 0;
  for (std::size_t w = 0; w < words; ++w)
    count += static_cast<std::uint64_t>(std::popcount(bits[w]));
  return count;
}

std::uint64_t plain_sum_first(const unsigned char* in, unsigned width, std::uint32_t count) {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) sum += packed_value(in, width, i);
  return sum;
}

const unsigned char* plain_skip_varints(const unsigned char* at, const unsigned char* end,
                                        std::uint64_t count) {
  // A byte without its high bit ends an integer.
  while (count > 0 && at != end) count -= *at++ < 0x80U ? 1 : 0;
  return at;
}

constexpr BlockKernels kPlain = {
    "plain",     plain_unpack,    plain_unpack_sums,  plain_contributions, plain_count_below,
    plain_masks, plain_sum_first, plain_skip_varints, plain_count_ones};

#if defined(__x86_64__)
#define VITRINE_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,bmi,bmi2,popcnt")))

/// Four bytes from anywhere in 64 hold any value of up to 25 bits.
constexpr unsigned kMaxPermutedWidth = 25;

/// For sixteen values of one width: which bytes each starts with, and by how much to shift them.
struct alignas(64) PermuteTable {
  std::array<std::uint8_t, 64> bytes;
  std::array<std::uint32_t, 16> shifts;
};

constexpr std::array<PermuteTable, kMaxPermutedWidth + 1> kPermute = [] {
  std::array<PermuteTable, kMaxPermutedWidth + 1> tables = {};
  for (unsigned width = 0; width <= kMaxPermutedWidth; ++width) {
    for (unsigned i = 0; i < 16; ++i) {
      for (unsigned b = 0; b < 4; ++b)
        tables[width].bytes[i * 4 + b] = static_cast<std::uint8_t>(i * width / 8 + b);
      tables[width].shifts[i] = i * width % 8;
    }
  }
  return tables;
}();

/// Unpacks sixteen values at a time. Requires: width <= kMaxPermutedWidth.
struct Unpacker {
  __m512i bytes;
  __m512i shifts;
  __m512i mask;
  __mmask64 loaded;  ///< The bytes of sixteen values: nothing beyond them is touched.
  std::size_t stride;

  VITRINE_AVX512 explicit Unpacker(unsigned width)
      : bytes(_mm512_load_si512(kPermute[width].bytes.data())),
        shifts(_mm512_load_si512(kPermute[width].shifts.data())),
        mask(_mm512_set1_epi32(static_cast<int>((1U << width) - 1))),
        loaded((1ULL << (2 * width)) - 1),
        stride(std::size_t{2} * width) {}

  VITRINE_AVX512 __m512i group(const unsigned char* in, std::size_t g) const {
    const __m512i packed = _mm512_maskz_loadu_epi8(loaded, in + g * stride);
    const __m512i placed = _mm512_permutexvar_epi8(bytes, packed);
    return _mm512_and_si512(_mm512_srlv_epi32(placed, shifts), mask);
  }
};

VITRINE_AVX512 void avx512_unpack(const unsigned char* in, unsigned width, std::uint32_t* out) {
  if (width > kMaxPermutedWidth) return plain_unpack(in, width, out);
  const Unpacker unpacker(width);
  for (std::size_t g = 0; g < 8; ++g) _mm512_storeu_si512(out + g * 16, unpacker.group(in, g));
}

VITRINE_AVX512 void avx512_unpack_sums(const unsigned char* in, unsigned width, std::uint32_t base,
                                       std::uint32_t* out) {
  if (width > kMaxPermutedWidth) return plain_unpack_sums(in, width, base, out);
  const Unpacker unpacker(width);
  const __m512i zero = _mm512_setzero_si512();
  const __m512i last = _mm512_set1_epi32(15);
  __m512i carry = _mm512_set1_epi32(static_cast<int>(base));
  for (std::size_t g = 0; g < 8; ++g) {
    __m512i sums = unpacker.group(in, g);
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 15));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 14));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 12));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 8));
    sums = _mm512_add_epi32(sums, carry);
    _mm512_storeu_si512(out + g * 16, sums);
    carry = _mm512_permutexvar_epi32(last, sums);
  }
}

VITRINE_AVX512 void avx512_contributions(const unsigned char* in, unsigned width,
                                         const std::uint32_t* rows, const float* norms,
                                         float weight, std::uint32_t* out) {
  if (width > kMaxPermutedWidth) return plain_contributions(in, width, rows, norms, weight, out);
  const Unpacker unpacker(width);
  const __m512i one = _mm512_set1_epi32(1);
  const __m512 weights = _mm512_set1_ps(weight);
  for (std::size_t g = 0; g < 8; ++g) {
    const __m512 f = _mm512_cvtepu32_ps(_mm512_add_epi32(unpacker.group(in, g), one));
    const __m512 norm = _mm512_i32gather_ps(_mm512_loadu_si512(rows + g * 16), norms, 4);
    const __m512 impact = _mm512_div_ps(f, _mm512_add_ps(f, norm));
    const __m512i units = _mm512_cvttps_epu32(_mm512_mul_ps(weights, impact));
    _mm512_storeu_si512(out + g * 16, _mm512_add_epi32(units, one));
  }
}

VITRINE_AVX512 std::uint32_t avx512_count_below(const std::uint32_t* values, std::uint32_t limit) {
  const __m512i limits = _mm512_set1_epi32(static_cast<int>(limit));
  int count = 0;
  for (std::size_t g = 0; g < 8; ++g) {
    const __mmask16 below = _mm512_cmplt_epu32_mask(_mm512_loadu_si512(values + g * 16), limits);
    count += std::popcount(static_cast<unsigned>(below));
  }
  return static_cast<std::uint32_t>(count);
}

VITRINE_AVX512 void avx512_masks(const std::uint32_t* values, std::size_t words,
                                 std::uint32_t floor, std::uint64_t* above,
                                 std::uint64_t* nonzero) {
  const __m512i floors = _mm512_set1_epi32(static_cast<int>(floor));
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t over = 0;
    std::uint64_t any = 0;
    for (std::size_t g = 0; g < 4; ++g) {
      const __m512i lanes = _mm512_loadu_si512(values + w * 64 + g * 16);
      over |= std::uint64_t{_mm512_cmpgt_epu32_mask(lanes, floors)} << (g * 16);
      any |= std::uint64_t{_mm512_test_epi32_mask(lanes, lanes)} << (g * 16);
    }
    above[w] = over;
    nonzero[w] = any;
  }
}

VITRINE_AVX512 std::uint64_t avx512_count_ones(const std::uint64_t* bits, std::size_t words) {
  std::uint64_t count = 0;
  for (std::size_t w = 0; w < words; ++w)
    count += static_cast<std::uint64_t>(_mm_popcnt_u64(bits[w]));
  return count;
}

VITRINE_AVX512 std::uint64_t avx512_sum_first(const unsigned char* in, unsigned width,
                                              std::uint32_t count) {
  if (width > kMaxPermutedWidth) return plain_sum_first(in, width, count);
  const Unpacker unpacker(width);
  __m512i sums = _mm512_setzero_si512();
  for (std::size_t g = 0; count > 0; ++g) {
    const std::uint32_t taken = std::min(count, 16U);
    const auto lanes = static_cast<__mmask16>((1U << taken) - 1);
    sums = _mm512_mask_add_epi32(sums, lanes, sums, unpacker.group(in, g));
    count -= taken;
  }
  // In lanes of 64 bits: those of 32 are added up as signed numbers.
  const __m512i low = _mm512_and_si512(sums, _mm512_set1_epi64(0xFFFFFFFF));
  return static_cast<std::uint64_t>(
      _mm512_reduce_add_epi64(_mm512_add_epi64(low, _mm512_srli_epi64(sums, 32))));
}

VITRINE_AVX512 const unsigned char* avx512_skip_varints(const unsigned char* at,
                                                        const unsigned char* end,
                                                        std::uint64_t count) {
  while (count > 0 && at != end) {
    const auto left = static_cast<std::uint64_t>(end - at);
    const __mmask64 there = left >= 64 ? ~0ULL : (1ULL << left) - 1;
    const __m512i bytes = _mm512_maskz_loadu_epi8(there, at);
    const std::uint64_t ends = ~_mm512_movepi8_mask(bytes) & there;
    const auto found = static_cast<std::uint64_t>(_mm_popcnt_u64(ends));
    if (found >= count) return at + _tzcnt_u64(_pdep_u64(1ULL << (count - 1), ends)) + 1;
    count -= found;
    at += std::min<std::uint64_t>(left, 64);
  }
  return at;
}

constexpr BlockKernels kAvx512 = {"avx512-vbmi",        avx512_unpack,       avx512_unpack_sums,
                                  avx512_contributions, avx512_count_below,  avx512_masks,
                                  avx512_sum_first,     avx512_skip_varints, avx512_count_ones};

bool has_avx512_vbmi() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512vbmi") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
         __builtin_cpu_supports("popcnt") != 0;
}
#endif

}  // namespace

std::vector<const BlockKernels*> all_block_kernels() {
  std::vector<const BlockKernels*> kernels = {&kPlain};
#if defined(__x86_64__)
  if (has_avx512_vbmi()) kernels.push_back(&kAvx512);
#endif
  return kernels;
}

const BlockKernels& block_kernels() {
  static const BlockKernels& fastest = *all_block_kernels().back();
  return fastest;
}

}  // namespace vitrine::text
