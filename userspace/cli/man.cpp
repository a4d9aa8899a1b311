// SPDX-License-Identifier: MIT
// ctgate man FOLDER: writes the manual there, a page for the program and one for each command. For packages; not shown.
#include "userspace/report/man.hpp"

#include "ctgate_version.hpp"
#include "userspace/cli/command.hpp"
#include "userspace/cli/command_tree.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

namespace ctgate::cli
{
namespace
{

report::ManualFrame frame()
{
	report::ManualFrame frame{.version = kVersion, .exit_statuses = {}};
	for (const auto& [code, meaning] : kExitMeanings)
		frame.exit_statuses.push_back({static_cast<int>(code), std::string{meaning}});
	return frame;
}

Result<void> write_page(const std::filesystem::path& path, const std::string& page)
{
	std::ofstream file{path, std::ios::trunc};
	file << page;
	file.close();
	if (!file)
		return fail(EIO, "{} cannot be written; name a folder that exists", path.native());
	return {};
}

Result<void> write_manual(const CLI::App& app, const std::filesystem::path& folder)
{
	const report::CommandNode root = command_tree(app);
	if (auto written = write_page(folder / "ctgate.8", report::program_page(root, frame())); !written)
		return written;
	for (const auto& command : root.children)
		if (auto written = write_page(folder / fmt::format("ctgate-{}.8", command.name),
					      report::command_page(command, frame()));
		    !written)
			return written;
	return {};
}

} // namespace

void add_man(CLI::App& app, Action& chosen)
{
	auto folder = std::make_shared<std::string>();
	CLI::App* command = app.add_subcommand("man", "Write the manual into a folder")->group("");
	command->add_option("folder", *folder, "Where the pages go")->required()->type_name(kFileValue);
	command->callback([folder, &app, &chosen] { chosen = [folder, &app] { return write_manual(app, *folder); }; });
}

} // namespace ctgate::cli
