// SPDX-License-Identifier: MIT
// libFuzzer's target: the native parsers and checks against the second reader, under ASan and UBSan.
// C++20, because clang 14 has no std::expected; nothing here needs one.
#include "tests/fuzz/mutator.hpp"
#include "tests/host/reference.hpp"
#include "tests/host/whole.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t longest);

namespace ctgate::fuzz
{
namespace
{

void print(const char* who, const std::vector<ctg_reason>& said)
{
	std::fprintf(stderr, "%s:", who);
	for (const ctg_reason reason : said)
		std::fprintf(stderr, " %s", find_reason(reason)->name.data());
	std::fprintf(stderr, said.empty() ? " nothing\n" : "\n");
}

void judge(const packet::Bytes& frame)
{
	if (!ways_agree(frame)) {
		std::fprintf(stderr, "bpf/check/plain.h reads something else than bpf/parse\n");
		std::abort();
	}
	const auto native = native_reasons(frame), reference = reference_reasons(frame);
	if (native == reference)
		return;
	std::fprintf(stderr, "the two readers disagree\n");
	print("  bpf/parse and bpf/check", native);
	print("  second reader", reference);
	std::abort();
}

} // namespace
} // namespace ctgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	ctgate::fuzz::judge({data, data + size});
	return 0;
}

/// Two of three changes know the formats; the third is libFuzzer's own, which knows what was compared.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t longest, unsigned seed)
{
	if (seed % 3 == 0)
		return ::LLVMFuzzerMutate(data, size, longest);
	const auto mutated = ctgate::fuzz::Mutator{seed}({data, data + size}, longest);
	std::ranges::copy(mutated, data);
	return mutated.size();
}
