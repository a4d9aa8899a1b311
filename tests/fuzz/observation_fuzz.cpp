// SPDX-License-Identifier: MIT
// libFuzzer's target: `ctgate doctor --from FILE`, whatever is in the file. What is an observation is diagnosed, and
// written down it is the same again.
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/diagnosis.hpp"
#include "userspace/doctor/saved.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace ctgate::fuzz
{
namespace
{

void demand(bool holds, const char* what, const std::string& text)
{
	if (holds)
		return;
	std::fprintf(stderr, "%s: %s\n", what, text.c_str());
	std::abort();
}

bool one_line(const std::string& sentence)
{
	return !sentence.empty() && sentence.find('\n') == std::string::npos;
}

void diagnose_all(const std::vector<doctor::Observation>& observations)
{
	std::vector<doctor::Diagnosis> diagnoses;
	for (const doctor::Observation& seen : observations)
		diagnoses.push_back({seen, doctor::diagnose(seen)});
	for (const doctor::Diagnosis& diagnosis : diagnoses)
		demand(!text_of(diagnosis).empty(), "a diagnosis without words", "");
	demand(!doctor::json_of(diagnoses).empty(), "no JSON", "");
}

} // namespace
} // namespace ctgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	using namespace ctgate;
	const auto observations = doctor::restored({reinterpret_cast<const char*>(data), size});
	if (!observations) {
		const std::string& sentence = observations.error().message();
		fuzz::demand(fuzz::one_line(sentence), "not one sentence", sentence);
		return 0;
	}
	fuzz::diagnose_all(*observations);
	const std::string text = doctor::saved(*observations);
	const auto again = doctor::restored(text);
	fuzz::demand(again.has_value(), "what was saved cannot be restored", text);
	fuzz::demand(doctor::saved(*again) == text, "what is restored is something else", text);
	return 0;
}
