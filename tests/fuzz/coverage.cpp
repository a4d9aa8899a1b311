// SPDX-License-Identifier: MIT
// What g++ tells of coverage (-fsanitize-coverage=trace-pc), in the form that libFuzzer takes: a counter for each place
// of the program. Is itself compiled without, and linked in the place of libFuzzer's refusal (--wrap).
#include <array>
#include <cstddef>
#include <cstdint>

extern "C" void __sanitizer_cov_8bit_counters_init(std::uint8_t* first, std::uint8_t* last);

namespace
{

constexpr std::size_t kPlaces = 1 << 16;

std::array<std::uint8_t, kPlaces> counters;

const bool told = [] {
	__sanitizer_cov_8bit_counters_init(counters.data(), counters.data() + counters.size());
	return true;
}();

} // namespace

/// Called at each of them. Two places of one counter are taken for one, and that is all.
extern "C" void __wrap___sanitizer_cov_trace_pc()
{
	const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
	++counters[(place ^ place >> 16) % kPlaces];
}

/// libFuzzer makes nothing of comparisons of fractions.
extern "C" void __sanitizer_cov_trace_cmpf(float, float) {}
extern "C" void __sanitizer_cov_trace_cmpd(double, double) {}
