#include "support/damage.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace bpflinker {

llvm::Error damaged(const llvm::Twine &What) {
  return llvm::createStringError(What);
}

std::string quoted(llvm::StringRef Name) {
  constexpr size_t Longest = 80;
  std::string Text = "'";
  llvm::raw_string_ostream OS(Text);
  llvm::printEscapedString(Name.take_front(Longest), OS);
  OS << (Name.size() > Longest ? "…'" : "'");
  return Text;
}

} // namespace bpflinker
