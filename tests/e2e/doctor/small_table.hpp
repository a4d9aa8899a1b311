// SPDX-License-Identifier: MIT
#pragma once

#include "tests/e2e/doctor/illness.hpp"
#include "tests/e2e/doctor/limits.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace ctgate::e2e
{

/// Tests in which kMax entries fill a table, with as many buckets.
class SmallTable : public testing::Test
{
protected:
	void SetUp() override
	{
		if (const auto why = why_not())
			GTEST_SKIP() << *why;
		if (const auto why = why_no_host_settings())
			GTEST_SKIP() << *why;
		max_.emplace("net/netfilter/nf_conntrack_max", kMax);
		buckets_.emplace("net/netfilter/nf_conntrack_buckets", kMax);
	}

private:
	std::optional<HostSetting> max_, buckets_;
};

} // namespace ctgate::e2e
