// SPDX-License-Identifier: MIT
#include "userspace/cli/save.hpp"

#include "userspace/cli/apply/apply_plan.hpp"
#include "userspace/cli/change.hpp"
#include "userspace/sysctl/file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <fmt/core.h>

namespace ctgate::cli
{
namespace
{

Result<UniqueFd> lock(const std::filesystem::path& directory)
{
	std::error_code error;
	std::filesystem::create_directories(directory, error);
	if (error)
		return fail_errno(error.value(), fmt::format("make {}", directory.native()));
	UniqueFd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (!fd || ::flock(fd.get(), LOCK_EX) != 0)
		return fail_errno(errno, fmt::format("lock {}", directory.native()));
	return fd;
}

/// What each filter will have when its change is in force.
Result<void> save_all(Saving& saving, const std::list<Change>& changes, const std::vector<Config>& configs)
{
	auto config = configs.begin();
	for (const Change& change : changes) {
		auto settings = attached_as(change.filter);
		if (!settings)
			return error_of(settings);
		settings->config = *config++;
		if (auto saved = saving.draft().save_interface(change.filter.interface_now(), *settings); !saved)
			return saved;
	}
	return {};
}

} // namespace

void add_save(CLI::App& command, SaveOptions& options)
{
	command.add_flag("--save", options.save,
			 "Also write it to /etc/ctgate/conf.d/50-saved.toml, for the next boot");
	command.add_option("--root", options.root, "Directory of etc, for --save")->type_name("DIR");
}

Result<Saving> Saving::begin(const SaveOptions& options)
{
	const file::Folders folders{.root = options.root};
	auto locked = lock(folders.drop_ins());
	if (!locked)
		return error_of(locked);
	auto files = file::read_files(folders);
	if (!files && files.error().code() != ENOENT)
		return error_of(files);
	auto draft = file::Saved::among(std::move(files).value_or(std::vector<file::Text>{}), folders.saved_file(),
					file::list_reader(folders));
	if (!draft)
		return error_of(draft);
	return Saving{std::move(*locked), folders.saved_file(), std::move(*draft)};
}

Result<void> Saving::write() const
{
	const auto written = sysctl::replace_file(file_, sysctl::Kept{.text = draft_.text()});
	if (!written)
		return std::unexpected{written.error().within("it is in force, but not saved")};
	for (const std::string& line : draft_.lines())
		fmt::print("saved: {}\n", line);
	if (draft_.lines().empty())
		fmt::print("the files said so already\n");
	return {};
}

Result<void> change_and_save(std::vector<Filter> filters, const std::function<Result<std::string>(Config&)>& change,
			     const SaveOptions& options)
{
	if (!options.save)
		return change_filters(std::move(filters), change);
	std::vector<Config> configs;
	auto changes = prepare_changes(std::move(filters), [&](Config& config) -> Result<std::string> {
		auto what = change(config);
		configs.push_back(config);
		return what;
	});
	if (!changes)
		return error_of(changes);
	auto saving = Saving::begin(options);
	if (!saving)
		return error_of(saving);
	if (auto saved = save_all(*saving, *changes, configs); !saved)
		return saved;
	if (auto done = put_in_force(*changes); !done)
		return done;
	for (const Change& one : *changes)
		fmt::print("{}: {}\n", one.filter.interface(), one.what);
	return saving->write();
}

} // namespace ctgate::cli
