// The layout that is walked here (llvm.org/docs/BitCodeFormat.html): an
// optional wrapper header, the magic, then blocks, each of which begins on a
// word with
//   [abbreviation id 1: 2 bits, block id: vbr8, abbreviation width: vbr4,
//    fill up to the word, length in words: 32 bits].

#include "linker/read/bitcode.h"

#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Endian.h"

#include <array>

using namespace llvm;

namespace bpflinker {

namespace {

constexpr uint32_t RawMagic = 0xdec04342;

uint32_t wordAt(StringRef Bytes, size_t Offset) {
  return support::endian::read32le(Bytes.data() + Offset);
}

Error corrupt(const Twine &Message) { return createStringError(Message); }

/// Strips the wrapper header (magic 0x0B17C0DE, version, offset, size, cpu).
Expected<StringRef> unwrap(StringRef Bytes) {
  const auto *Begin = Bytes.bytes_begin(), *End = Bytes.bytes_end();
  if (!isBitcodeWrapper(Begin, End))
    return Bytes;
  if (SkipBitcodeWrapperHeader(Begin, End, /*VerifyBufferSize=*/true))
    return corrupt("the bitcode wrapper points past the end of the file");
  return StringRef(reinterpret_cast<const char *>(Begin), End - Begin);
}

/// Where the file that begins at `Start` ends: at the next magic between two
/// blocks, or at the end of `Bytes`.
Expected<size_t> endOfFile(StringRef Bytes, size_t Start) {
  size_t Offset = Start + sizeof(uint32_t);
  while (Bytes.size() - Offset >= 2 * sizeof(uint32_t)) {
    uint32_t Head = wordAt(Bytes, Offset);
    if (Head == RawMagic)
      return Offset;
    bool IsBlock = (Head & 3) == bitc::ENTER_SUBBLOCK;
    bool InOneWord = !(Head & (1u << 9)) && !(Head & (1u << 13));
    if (!IsBlock || !InOneWord)
      return Bytes.size(); // fill bytes, or LLVM says what is wrong with it
    uint64_t Length = uint64_t(wordAt(Bytes, Offset + 4)) * 4;
    uint64_t Left = Bytes.size() - Offset - 8;
    if (Length > Left)
      return corrupt("it ends too early: a block at byte " + Twine(Offset) +
                     " has " + Twine(Length) + " bytes, " + Twine(Left) +
                     " are left");
    Offset += 8 + Length;
  }
  return Bytes.size();
}

struct Identification {
  std::string Producer;
  uint64_t Epoch = 0;
};

/// Reads the identification block, as far as it can be read.
Identification identify(StringRef Bytes) {
  Identification Found;
  if (Bytes.size() > 4 && wordAt(Bytes, 0) == RawMagic)
    Bytes = Bytes.drop_front(4);
  BitstreamCursor Stream(Bytes);
  auto Give = [&](Error E) {
    consumeError(std::move(E));
    return Found;
  };
  Expected<BitstreamEntry> Entry = Stream.advance();
  if (!Entry)
    return Give(Entry.takeError());
  if (Entry->Kind != BitstreamEntry::SubBlock ||
      Entry->ID != bitc::IDENTIFICATION_BLOCK_ID)
    return Found;
  if (Error E = Stream.EnterSubBlock(bitc::IDENTIFICATION_BLOCK_ID))
    return Give(std::move(E));
  SmallVector<uint64_t, 64> Record;
  while (true) {
    Entry = Stream.advance();
    if (!Entry)
      return Give(Entry.takeError());
    if (Entry->Kind != BitstreamEntry::Record)
      return Found;
    Record.clear();
    Expected<unsigned> Id = Stream.readRecord(Entry->ID, Record);
    if (!Id)
      return Give(Id.takeError());
    if (*Id == bitc::IDENTIFICATION_CODE_STRING)
      Found.Producer.assign(Record.begin(), Record.end());
    else if (*Id == bitc::IDENTIFICATION_CODE_EPOCH && !Record.empty())
      Found.Epoch = Record[0];
  }
}

/// "LLVM23.1.4-rust-1.99.0-nightly" → 23, 1, 4; zeros when it is not LLVM's way
/// of writing it. VersionTuple::tryParse does not take what follows the
/// numbers.
std::array<unsigned, 3> versionOf(StringRef Producer) {
  std::array<unsigned, 3> Version = {};
  if (!Producer.consume_front("LLVM"))
    return Version;
  for (unsigned &Number : Version)
    if (Producer.consumeInteger(10, Number) || !Producer.consume_front("."))
      break;
  return Version;
}

constexpr std::array<unsigned, 3> OwnVersion = {
    LLVM_VERSION_MAJOR, LLVM_VERSION_MINOR, LLVM_VERSION_PATCH};

bool isNewer(const Identification &By) {
  return versionOf(By.Producer) > OwnVersion ||
         By.Epoch > bitc::BITCODE_CURRENT_EPOCH;
}

/// The newest release of rustc that is known to have our LLVM; empty where none
/// is.
constexpr StringRef rustWithOurs() {
  switch (LLVM_VERSION_MAJOR) {
  case 22:
    return "1.98";
  case 23:
    return "1.99";
  default:
    return "";
  }
}

/// LLVM 19 added an operand to the record of a derived type, and reads those
/// before it, among which are the type tags of a pointer, only where it is
/// there (METADATA_DERIVED_TYPE in llvm/lib/Bitcode/Reader/MetadataLoader.cpp).
constexpr unsigned FirstWithReadTypeTags = 19;

std::string remedy(const Identification &By) {
  std::string Newer = "take a bpf-linker with LLVM " +
                      std::to_string(versionOf(By.Producer)[0]) +
                      ": npm install bpf-linker@latest";
  if (!StringRef(By.Producer).contains("-rust-") || rustWithOurs().empty())
    return Newer + "; or compile it with LLVM " LLVM_VERSION_STRING " or older";
  return Newer + "; or a toolchain of rustup with LLVM " +
         std::to_string(LLVM_VERSION_MAJOR) + " (rustc -vV says which), as " +
         rustWithOurs().str() + " is";
}

StringRef unwrapped(StringRef Bytes) {
  Expected<StringRef> Text = unwrap(Bytes);
  if (Text)
    return *Text;
  consumeError(Text.takeError());
  return Bytes;
}

} // namespace

bool isBitcode(StringRef Bytes) {
  return Bytes.size() >= 4 &&
         llvm::isBitcode(Bytes.bytes_begin(), Bytes.bytes_end());
}

Expected<std::vector<BitcodeModule>> splitBitcode(MemoryBufferRef File) {
  Expected<StringRef> Bytes = unwrap(File.getBuffer());
  if (!Bytes)
    return Bytes.takeError();
  std::vector<BitcodeModule> Modules;
  size_t Start = 0;
  while (Bytes->size() - Start > 4 && wordAt(*Bytes, Start) == RawMagic) {
    Expected<size_t> End = endOfFile(*Bytes, Start);
    if (!End)
      return End.takeError();
    auto Found = getBitcodeModuleList(
        {Bytes->slice(Start, *End), File.getBufferIdentifier()});
    if (!Found)
      return Found.takeError();
    append_range(Modules, *Found);
    Start = *End;
  }
  if (Modules.empty())
    return corrupt("it holds no module");
  return Modules;
}

Diagnostic bitcodeDiagnostic(StringRef Name, StringRef Bytes, Error Problem) {
  std::string Reason = toString(std::move(Problem));
  Identification By = identify(unwrapped(Bytes));
  if (isNewer(By))
    return error(Code::BITCODE_NEWER,
                 "bitcode made by " +
                     (By.Producer.empty() ? "a newer LLVM"
                                          : "'" + By.Producer + "'") +
                     " cannot be read by LLVM " LLVM_VERSION_STRING ": " +
                     Reason)
        .atFile(Name)
        .hint(remedy(By));
  Diagnostic D = error(Code::BITCODE_CORRUPT, "damaged bitcode: " + Reason);
  D.atFile(Name).hint("build the file again; it may have been cut short or "
                      "overwritten while it was written");
  if (!By.Producer.empty())
    D.note(Diagnostic(Severity::Note, Code::BITCODE_CORRUPT,
                      "it says it was made by '" + By.Producer +
                          "'; this linker has LLVM " LLVM_VERSION_STRING)
               .atFile(Name));
  return D;
}

std::optional<Diagnostic> versionWarning(StringRef Name, StringRef Bytes) {
  Identification By = identify(unwrapped(Bytes));
  unsigned Major = versionOf(By.Producer)[0];
  if (Major > LLVM_VERSION_MAJOR)
    return warning(Code::BITCODE_NEWER,
                   "bitcode made by '" + By.Producer +
                       "' was read by LLVM " LLVM_VERSION_STRING
                       ", which does not know what is new in it")
        .atFile(Name)
        .hint(remedy(By));
  // Strings of metadata are bytes in a blob, so that they can be looked for.
  if (Major != 0 && Major < FirstWithReadTypeTags &&
      Bytes.contains("btf_type_tag"))
    return warning(Code::BITCODE_OLDER,
                   "bitcode made by '" + By.Producer +
                       "' has BTF type tags, such as __kptr, which LLVM " +
                       LLVM_VERSION_STRING +
                       " does not read from bitcode of LLVM 18 and older; "
                       "the object lacks them")
        .atFile(Name)
        .hint("compile it with clang 19 or newer, or give the linker the C "
              "source instead");
  return std::nullopt;
}

} // namespace bpflinker
