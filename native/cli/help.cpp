// --help, laid out from the option table.

#include "cli/option_table.h"
#include "cli/options.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;

namespace bpflinker {

/// "-o, --output <path>", "--allow-unresolved[=<names>]"
static std::string spelling(const OptionSpec &O) {
  std::string Text = O.Short ? std::string("-") + O.Short : "   ";
  if (!O.Long.empty())
    Text += (O.Short ? ", --" : " --") + O.Long.str();
  if (O.OptionalValue)
    Text += "[=<" + O.Value.str() + ">]";
  else if (!O.Value.empty())
    Text += " <" + O.Value.str() + ">";
  return Text;
}

std::string helpText() {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << "Links eBPF bitcode and C sources into one BPF object.\n\n"
        "Usage: bpf-linker [options] -o <output> [--] <inputs>...\n"
        "       bpf-linker --job    one job from standard input "
        "(native/job/FORMAT.md)\n\n"
        "Inputs: .bc bitcode, .ll IR, .o with embedded bitcode, .a and .rlib\n"
        "archives, .c sources, @file with arguments. Without --export and\n"
        "--export-symbols, programs, maps and the like are kept.\n";
  size_t Width = 0;
  for (const OptionSpec &O : optionTable())
    if (!O.Section.empty())
      Width = std::max(Width, spelling(O).size());
  // The two long flags stand on lines of their own.
  Width = std::min<size_t>(Width, 26);
  StringRef Section;
  for (const OptionSpec &O : optionTable()) {
    if (O.Section.empty())
      continue;
    if (O.Section != Section) {
      Section = O.Section;
      OS << '\n' << Section << ":\n";
    }
    std::string Left = spelling(O);
    OS << "  " << Left;
    bool Fits = Left.size() <= Width;
    if (!Fits)
      OS << '\n';
    SmallVector<StringRef, 2> Lines;
    StringRef(O.Help).split(Lines, '\n');
    for (size_t I = 0; I < Lines.size(); ++I) {
      OS.indent(I == 0 && Fits ? Width - Left.size() + 2 : Width + 4);
      OS << Lines[I] << '\n';
    }
  }
  OS << "\nAccepted without effect, for rustc and existing scripts: -L <dir>, "
        "-l <name>,\n--debug, -flavor <name>, --rsp-quoting <style>, "
        "--no-entry, --gc-sections,\n--strip-debug, --strip-all.\n\n"
        "Exit status: 0 linked, 1 failed, 2 wrong usage.\n";
  return Text;
}

} // namespace bpflinker
