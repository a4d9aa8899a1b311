// SPDX-License-Identifier: MIT
#include "tests/e2e/doctor/other_tools.hpp"

#include "tests/e2e/doctor/illness.hpp"

#include <fmt/format.h>

#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace ctgate::e2e
{
namespace
{

using namespace std::chrono_literals;

constexpr auto kBetween = 300ms;
constexpr double kAlertAt = 0.75;
constexpr double kArticlesFull = 0.9;
constexpr long kArticlesLong = 86400;

std::string out_of(const Ward& ward, const std::string& shell)
{
	return ward.host().run({"sh", "-c", shell}).out;
}

double entries(const Ward& ward)
{
	return std::stod(out_of(ward, "conntrack -C"));
}

using Numbers = std::map<std::string, double>;

/// "cpu=0 found=0 invalid=0 ...": summed over the CPUs.
Numbers counters(const Ward& ward)
{
	Numbers numbers;
	const std::string text = out_of(ward, "conntrack -S");
	const std::regex pair{"([a-z_]+)=([0-9]+)"};
	for (std::sregex_iterator match{text.begin(), text.end(), pair}, end; match != end; ++match)
		if ((*match)[1] != "cpu")
			numbers[(*match)[1]] += std::stod((*match)[2]);
	return numbers;
}

/// "node_nf_conntrack_stat_drop 7" of /metrics.
Numbers metrics(const Ward& ward)
{
	const std::string text = out_of(ward, R"(
		prometheus-node-exporter --collector.disable-defaults --collector.conntrack \
			--web.listen-address=127.0.0.1:9100 2>/dev/null & exporter=$!
		for try in $(seq 50); do
			busybox wget -q -O - http://127.0.0.1:9100/metrics 2>/dev/null && break
			sleep 0.1
		done
		kill $exporter)");
	Numbers numbers;
	std::istringstream lines{text};
	for (std::string line; std::getline(lines, line);) {
		std::istringstream words{line};
		std::string name;
		double value = 0;
		if (line.starts_with("node_nf_conntrack_") && words >> name >> value)
			numbers[name.substr(std::string_view{"node_nf_conntrack_"}.size())] = value;
	}
	if (!numbers.contains("entries"))
		throw std::runtime_error("node_exporter tells nothing of conntrack");
	return numbers;
}

std::string moved(const Numbers& before, const Numbers& after)
{
	std::string names;
	for (const auto& [name, value] : after)
		if (name != "entries" && value > before.at(name))
			names += (names.empty() ? "" : " ") + name;
	return names.empty() ? "none" : names;
}

std::string told_by_exporter(const Ward& ward)
{
	const Numbers before = metrics(ward);
	const Numbers after = metrics(ward);
	const bool alert = after.at("entries") > kAlertAt * after.at("entries_limit");
	return fmt::format("{}; {}", alert ? "alert" : "no alert", moved(before, after));
}

/// 1: count near max. 2: among the twenty longest timeouts one of a day. 3: `iptables -S` shows rules, not packets, so
/// never. 4: `ss -s` shows sockets, so never. 5: the last entries of the list are unanswered. 6: tcp_loose is 1.
std::string told_by_article(const Ward& ward)
{
	std::string causes;
	if (entries(ward) >= kArticlesFull * kMax)
		causes += " 1";
	if (std::stol(out_of(ward, "conntrack -L 2>/dev/null | awk '{print $3}' | sort -rn | head -1")) >=
	    kArticlesLong)
		causes += " 2";
	if (std::stol(out_of(ward, "conntrack -L 2>/dev/null | tail | grep -c UNREPLIED")) > 5)
		causes += " 5";
	if (std::stol(out_of(ward, "sysctl -n net.netfilter.nf_conntrack_tcp_loose")) == 1)
		causes += " 6";
	return causes.empty() ? "none" : causes.substr(1);
}

} // namespace

Told ask_other_tools(const Ward& ward)
{
	const Numbers before = counters(ward);
	std::this_thread::sleep_for(kBetween);
	return {.fill = fmt::format("{:.0f} %", 100 * entries(ward) / kMax),
		.counters = moved(before, counters(ward)),
		.exporter = told_by_exporter(ward),
		.article = told_by_article(ward)};
}

} // namespace ctgate::e2e
