#include "linker/diagnose/dag_message.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// A node and its value types: "0x55f: i64,ch = ". Builds with assertions
/// number nodes instead: "t5: i64 = ".
#define BPF_LINKER_DAG_NODE "(0x[0-9a-f]+|t[0-9]+): [^ ]+ = "

} // namespace

std::string withoutAddresses(StringRef Text) {
  StringMap<unsigned> Names;
  std::string Result;
  while (!Text.empty()) {
    size_t At = Text.find("0x");
    Result += Text.take_front(At);
    Text = Text.drop_front(std::min(At, Text.size()));
    StringRef Digits = Text.drop_front(std::min<size_t>(2, Text.size()))
                           .take_while([](char C) { return isHexDigit(C); });
    // Shorter ones are numbers: the heap does not lie so low.
    bool IsAddress = Digits.size() >= 6;
    StringRef Token = Text.take_front(Text.empty() ? 0 : 2 + Digits.size());
    if (IsAddress) {
      unsigned Number =
          Names.try_emplace(Token, Names.size() + 1).first->second;
      Result += "t" + std::to_string(Number);
    } else {
      Result += Token;
    }
    Text = Text.drop_front(Token.size());
  }
  return Result;
}

std::string withoutDagNode(StringRef Message, StringRef Words) {
  static constexpr StringLiteral Callee(
      "^" BPF_LINKER_DAG_NODE "[A-Za-z]+<[^@>]*@?\"?([^\">]*)\"?>"
      "( 0)?(, [^ ]+:[0-9]+:[0-9]+)?,? +(.*)$");
  SmallVector<StringRef, 6> Parts;
  if (Regex(Callee, Regex::Newline).match(Message, &Parts))
    return ("call of '" + Parts[2] + "': " + Parts[5]).str();
  if (!Regex("^" BPF_LINKER_DAG_NODE).match(Message))
    return Message.str();
  // A callee that is computed: where its text ends is not to be seen.
  if (!Words.empty())
    return ("indirect call: " + Words).str();
  return withoutAddresses(Message);
}

StringRef operationNotSelected(StringRef Message) {
  SmallVector<StringRef, 3> Parts;
  if (!Regex("^Cannot select: " BPF_LINKER_DAG_NODE "([^ <]+)")
           .match(Message, &Parts))
    return {};
  return Parts[2];
}

} // namespace bpflinker
