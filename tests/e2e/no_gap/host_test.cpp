// SPDX-License-Identifier: MIT
// What the host may refuse: writing to bpffs, room on the disk, a capability. Each command does what it is for, or says
// in one sentence why not and has changed nothing.
#include "tests/e2e/no_gap/fixture.hpp"

#include <thread>

namespace ctgate::e2e
{
namespace
{

class Refusing : public NoGap
{
protected:
	void SetUp() override
	{
		NoGap::SetUp();
		if (!IsSkipped())
			bed_->host().must("ip link add fresh0 type veth peer name fresh0-peer");
	}

	/// Every command that changes something, begun by `prefix`. What the sentences must name, when there are any.
	void change_with(const std::string& what, const Words& prefix, const Words& says)
	{
		const std::vector<Words> commands{{"limit", "set", "dns", "--rate", "9/s"},
						  {"reason", "set", "ip_fragment", "drop"},
						  {"deny", "add", "192.0.2.0/24"},
						  {"deny", "load", "--empty"},
						  {"upgrade"},
						  {"disarm", "spare0"},
						  {"attach", "fresh0"},
						  {"detach", "spare0"},
						  rooted({"apply"}),
						  rooted({"limit", "set", "dns", "--rate", "9/s", "--save"})};
		std::size_t done = 0;
		under_flood({.what = what,
			     .times = commands.size(),
			     .step = [&](std::size_t number) { done += is_done(prefix, commands[number], says); },
			     .state =
				     [&] {
					     return fmt::format("{} done, {} refused with a sentence", done,
								commands.size() - done);
				     }});
		expect_all_well();
	}

	/// A mount namespace of the command's own, in which this is done first.
	static Words after(const std::string& mounts)
	{
		return {"unshare", "--mount", "sh", "-c", mounts + " && exec \"$@\"", "sh"};
	}

private:
	bool is_done(const Words& prefix, const Words& command, const Words& says)
	{
		SCOPED_TRACE(fmt::format("{}", fmt::join(command, " ")));
		write_files(Files::kNew);
		const std::string before = visible();
		Words words = prefix;
		words.push_back(CTGATE_BINARY);
		words.insert(words.end(), command.begin(), command.end());
		const Finished finished = bed_->host().run(words);
		if (finished.exit_code != 0) {
			expect_one_sentence(finished, says);
			if (finished.err.find("it is in force, but not") == std::string::npos) {
				EXPECT_EQ(visible(), before) << finished.err;
			}
		}
		start_again();
		return finished.exit_code == 0;
	}

	void start_again()
	{
		std::filesystem::remove(root() / "etc/ctgate/conf.d/50-saved.toml");
		write_files(Files::kOld);
		done({"apply"});
		bed_->ctgate({"detach", "fresh0"});
	}
};

TEST_F(Refusing, ToWriteToBpffs)
{
	change_with("bpffs read-only",
		    after("mount --bind /sys/fs/bpf /sys/fs/bpf && mount -o remount,bind,ro /sys/fs/bpf"),
		    {"Read-only file system", "mount -o remount,rw /sys/fs/bpf"});
}

TEST_F(Refusing, RoomOnTheDisk)
{
	const std::string saved = root() / "etc/ctgate/conf.d", kept = root() / "var";
	std::string mounts = "true";
	for (const std::string& directory : {saved, kept})
		mounts += fmt::format(" && mkdir -p {0} && mount -t tmpfs -o size=4k none {0} && echo full > {0}/full",
				      directory);
	change_with("disk full", after(mounts), {"it is in force, but not", "No space left on device"});
}

TEST_F(Refusing, Capabilities)
{
	const auto with = [](const std::string& capabilities) {
		return Words{"setpriv", "--inh-caps=-all", "--bounding-set=-all" + capabilities};
	};
	const Words others{"bpf", "perfmon", "net_admin"};
	for (std::size_t gone = 0; gone < this_often(1, others.size()); ++gone) {
		std::string left = ",+sys_admin";
		for (const std::string& one : others)
			left += one == others[gone] ? "" : ",+" + one;
		change_with(fmt::format("without the capability {}, for which sys_admin stands in", others[gone]),
			    with(left), {"CAP_"});
	}
	change_with("without the capability sys_admin", with(",+bpf,+perfmon,+net_admin"), {"CAP_SYS_ADMIN"});
	change_with("without any capability", with(""), {"root"});
}

} // namespace
} // namespace ctgate::e2e
