#include "inspect/section_names.h"

namespace bpflinker {

using namespace llvm;

namespace {

struct Row {
  StringLiteral Name;
  StringLiteral ProgramType;
  StringLiteral AttachType;
  bool Sleepable;
};

constexpr Row Rows[] = {
#define BPF_LINKER_SECTION(NAME, PROGRAM, ATTACH, SLEEPABLE)                   \
  {NAME, "BPF_PROG_TYPE_" #PROGRAM, "BPF_" #ATTACH, SLEEPABLE},
#include "inspect/section_names.def"
};

} // namespace

SectionMeaning sectionMeaning(StringRef Name) {
  SectionMeaning Result;
  if (Name.consume_front("?"))
    Result.Autoload = false;
  for (const Row &R : Rows) {
    StringRef Type = R.Name, Target = Name;
    bool TakesTarget = Type.consume_back("+");
    if (!Target.consume_front(Type))
      continue;
    if (!Target.empty() && !(TakesTarget && Target.consume_front("/")))
      continue;
    Result.ProgramType = R.ProgramType;
    if (R.AttachType != "BPF_NONE")
      Result.AttachType = R.AttachType;
    Result.Target = Target;
    Result.Sleepable = R.Sleepable;
    return Result;
  }
  return Result;
}

} // namespace bpflinker
