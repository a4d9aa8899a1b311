// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/examination.hpp"

#include "userspace/conntrack/namespaces.hpp"
#include "userspace/doctor/diagnose.hpp"
#include "userspace/doctor/observe.hpp"
#include "userspace/doctor/proc.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using namespace std::chrono_literals;

constexpr auto kOnset = 80ms;
constexpr auto kInterval = 150ms;
constexpr auto kTick = 10ms;
constexpr std::uint32_t kGrowthATick = 6;
constexpr double kHealthyPart = 0.1;

/// Goes on with every illness until the end of its life.
class Going
{
public:
	Going(const Ward& ward, const std::vector<const Illness*>& illnesses, const std::vector<Course>& courses,
	      std::uint32_t from)
	    : thread_{[&ward, illnesses, &courses, from, this] { go_on(ward, illnesses, courses, from); }}
	{
	}
	~Going()
	{
		stopped_ = true;
		thread_.join();
	}
	Going(const Going&) = delete;
	Going& operator=(const Going&) = delete;

private:
	void go_on(const Ward& ward, const std::vector<const Illness*>& illnesses, const std::vector<Course>& courses,
		   std::uint32_t from)
	{
		ward.host().inside([&] {
			for (; !stopped_; std::this_thread::sleep_for(kTick), from += kGrowthATick) {
				for (const Illness* each : illnesses)
					if (each->grows)
						insert_if_there_is_room(many(each->entry, from, kGrowthATick));
				for (const Course& course : courses)
					if (course.meanwhile)
						course.meanwhile();
			}
		});
	}

	static void insert_if_there_is_room(const std::vector<NewEntry>& entries)
	{
		try {
			insert(entries);
		} catch (const std::runtime_error&) {
			// A full table refuses: that is what is to be seen.
		}
	}

	std::atomic<bool> stopped_ = false;
	std::thread thread_;
};

/// The memory of namespaces that earlier tests deleted is freed a little later, and until then it looks like a leak.
void wait_for_freed_memory()
{
	constexpr std::uint64_t kSlack = 3000;
	const auto lost = [] {
		std::uint64_t counted = kSlack;
		const auto all = conntrack::list_namespaces();
		for (const auto& there : *all)
			counted += conntrack::entries_in(there).value_or(0);
		const auto slab = doctor::Proc{}.slab();
		return slab && slab->objects > counted;
	};
	if (!eventually([&] { return !lost(); }))
		throw std::runtime_error("entries of earlier tests are not freed");
}

} // namespace

void while_ill(const Ward& ward, const std::vector<const Illness*>& illnesses, Fill fill,
	       const std::function<void()>& function)
{
	ward.empty();
	wait_for_freed_memory();
	std::vector<Course> courses;
	const auto begin = [&](const Illness& illness, std::uint32_t entries) {
		if (illness.begin)
			courses.push_back(illness.begin(ward, entries));
	};
	for (const Illness* each : illnesses)
		if (!each->takes_room)
			begin(*each, 0);

	const auto wanted = static_cast<std::uint32_t>(fill * kMax - static_cast<double>(ward.entries()));
	const auto ill = static_cast<std::uint32_t>(std::ranges::count_if(illnesses, &Illness::takes_room));
	const std::uint32_t healthy = ill == 0 ? wanted : static_cast<std::uint32_t>(kHealthyPart * wanted);
	const std::uint32_t each_takes = ill == 0 ? 0 : (wanted - healthy) / ill;
	ward.host().inside([&] { insert(many(usual, 0, healthy)); });
	for (const Illness* each : illnesses)
		if (each->entry)
			ward.host().inside([&] { insert(many(each->entry, 0, each_takes)); });
	for (const Illness* each : illnesses)
		if (each->takes_room)
			begin(*each, each_takes);

	const Going going{ward, illnesses, courses, kMax};
	std::this_thread::sleep_for(kOnset);
	function();
}

doctor::Diagnosis examine(const Ward& ward)
{
	doctor::Diagnosis diagnosis;
	ward.host().inside([&] {
		const auto all = conntrack::list_namespaces();
		auto seen = all ? doctor::observe(*all, {.interval = kInterval})
				: Result<doctor::Observation>{error_of(all)};
		if (!seen)
			throw std::runtime_error(seen.error().message());
		diagnosis.seen = std::move(*seen);
		diagnosis.seen.neighbours.clear(); // what other tests do is not this ward's illness
		diagnosis.findings = doctor::diagnose(diagnosis.seen);
	});
	return diagnosis;
}

std::vector<std::string> causes_of(const doctor::Diagnosis& diagnosis)
{
	std::vector<std::string> names;
	for (const doctor::Finding& finding : diagnosis.findings)
		names.emplace_back(name_of(finding.cause));
	return names;
}

} // namespace ctgate::e2e
