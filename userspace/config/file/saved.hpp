// SPDX-License-Identifier: MIT
// The drop-in that `--save` writes: what was changed by command and is to outlive the boot.
#pragma once

#include "userspace/config/file/configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ctgate::file
{

/// All files, of which one is to be changed until they say what is in force.
class Saved
{
public:
	/// `name` is the file to be changed, which need not be among the files, or there. Drop-ins are read in the
	/// order of their names. EINVAL when the files have mistakes.
	static Result<Saved> among(std::vector<Text> files, std::string name, ListReader read);

	/// Afterwards the files say this of the interface. EEXIST when a file that is read later says otherwise.
	Result<void> save_interface(const std::string& interface, const Settings& in_force);
	/// Afterwards the files put these into the set, sorted; those that run out by themselves only if they are among
	/// the `asked`. EEXIST when another file puts something else there.
	Result<void> save_set(ctg_set set, const std::vector<SetEntry>& in_force, const std::vector<Prefix>& asked);

	/// The file as it is to be.
	const std::string& text() const { return files_[mine_].text; }
	/// What was saved, a line each: "interface.\"eth0\".limits.dns.rate = \"5/s\"".
	const std::vector<std::string>& lines() const { return lines_; }

private:
	Saved(std::vector<Text> files, std::size_t mine, ListReader read, Configuration configuration)
	    : files_{std::move(files)}, mine_{mine}, read_{std::move(read)}, configuration_{std::move(configuration)}
	{
	}
	Result<void> replace_text(std::string text);
	Result<void> require_agreement(const std::string& interface, const Settings& in_force) const;

	std::vector<Text> files_;
	std::size_t mine_;
	ListReader read_;
	Configuration configuration_;
	std::vector<std::string> lines_;
};

} // namespace ctgate::file
