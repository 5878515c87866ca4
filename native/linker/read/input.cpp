#include "linker/read/input.h"

#include "linker/read/archive.h"
#include "linker/read/bitcode.h"
#include "linker/read/elf.h"
#include "linker/read/text.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Where some bytes come from, which decides how their faults are reported.
struct Origin {
  StringRef Name;
  bool FromArchive = false;
  /// What holds no bitcode is skipped without a word.
  bool Quiet = false;
};

class InputOpener {
public:
  InputOpener(OpenInputs &Opened, LLVMContext &Context,
              DiagnosticSink &Diagnostics)
      : Opened(Opened), Context(Context), Diagnostics(Diagnostics) {}

  void open(LinkInput Input);

private:
  std::unique_ptr<MemoryBuffer> read(StringRef Path);
  void addBytes(const Origin &From, MemoryBufferRef Bytes);
  void addBitcode(const Origin &From, StringRef Bytes);
  void addElf(const Origin &From, MemoryBufferRef Bytes);
  void addText(const Origin &From, StringRef Text);
  void addArchive(const Origin &From, MemoryBufferRef Bytes);
  void refuse(const Origin &From, Diagnostic D);
  void reportSkipped(const Origin &Archive, bool HasBitcode);

  OpenInputs &Opened;
  LLVMContext &Context;
  DiagnosticSink &Diagnostics;
  /// Of the archive that is being read.
  std::vector<Diagnostic> Skipped;
};

std::string machineName(uint16_t Machine) {
  StringRef Name = ELF::convertEMachineToArchName(Machine);
  if (Name == "None" || Name.empty())
    return ("machine " + Twine(Machine)).str();
  return Name.str();
}

/// What a file seems to be that is no input of ours.
std::string describe(StringRef Name, StringRef Bytes) {
  switch (identify_magic(Bytes)) {
  case file_magic::wasm_object:
    return "a WebAssembly file";
  case file_magic::coff_object:
  case file_magic::pecoff_executable:
  case file_magic::coff_import_library:
    return "a Windows object";
  case file_magic::macho_object:
  case file_magic::macho_executable:
  case file_magic::macho_universal_binary:
  case file_magic::macho_dynamically_linked_shared_lib:
    return "a Mach-O file";
  case file_magic::clang_ast:
    return "a precompiled header of clang";
  case file_magic::unknown:
    break;
  default:
    return "a binary file of another kind";
  }
  StringRef Extension = sys::path::extension(Name);
  if (Extension == ".c" || Extension == ".h" || Extension == ".rs" ||
      Extension == ".cpp")
    return "source text";
  if (Bytes.take_front(512).contains('\0'))
    return "a binary file of unknown kind";
  StringRef Line = Bytes.ltrim().split('\n').first.rtrim().take_front(40);
  return ("text that begins with '" + Line + "'").str();
}

bool isMachO(StringRef Bytes) {
  file_magic Magic = identify_magic(Bytes);
  return Magic >= file_magic::macho_object &&
         Magic <= file_magic::macho_file_set;
}

void InputOpener::open(LinkInput Input) {
  StringRef Name = Opened.Strings.save(Input.Name);
  std::unique_ptr<MemoryBuffer> Buffer =
      Input.Buffer ? std::move(Input.Buffer) : read(Name);
  if (!Buffer)
    return;
  if (Buffer->getBufferSize() == 0) {
    Diagnostics.report(error(Code::INPUT_EMPTY, (Name + " is empty").str())
                           .atFile(Name)
                           .hint("build it again; whatever should have written "
                                 "it wrote nothing"));
    return;
  }
  MemoryBufferRef Bytes(Buffer->getBuffer(), Name);
  Opened.Buffers.push_back(std::move(Buffer));
  Origin From{Name, false, Input.MayLackBitcode};
  if (Bytes.getBuffer().starts_with("!<arch>\n") ||
      Bytes.getBuffer().starts_with("!<thin>\n"))
    addArchive(From, Bytes);
  else
    addBytes(From, Bytes);
}

std::unique_ptr<MemoryBuffer> InputOpener::read(StringRef Path) {
  sys::fs::file_status Status;
  if (std::error_code EC = sys::fs::status(Path, Status)) {
    Diagnostics.report(
        error(Code::INPUT_NOT_FOUND,
              ("cannot open " + Path + ": " + EC.message()).str())
            .atFile(Path)
            .hint("check the path; it is relative to the working directory"));
    return nullptr;
  }
  if (sys::fs::is_directory(Status)) {
    Diagnostics.report(
        error(Code::INPUT_IS_DIRECTORY, (Path + " is a directory").str())
            .atFile(Path)
            .hint(
                ("name the files in it, for example " + Path + "/*.bc").str()));
    return nullptr;
  }
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer) {
    Diagnostics.report(
        error(
            Code::INPUT_NOT_FOUND,
            ("cannot read " + Path + ": " + Buffer.getError().message()).str())
            .atFile(Path));
    return nullptr;
  }
  return std::move(*Buffer);
}

/// An archive may hold what is no bitcode, beside what is some, and so may what
/// rustc passes by itself; only a file that the user named must have some.
void InputOpener::refuse(const Origin &From, Diagnostic D) {
  if (From.Quiet)
    return;
  D.atFile(From.Name);
  if (From.FromArchive)
    Skipped.push_back(std::move(D));
  else
    Diagnostics.report(std::move(D));
}

/// One warning for an archive, however many members it is about; an error where
/// nothing of it can be linked.
void InputOpener::reportSkipped(const Origin &Archive, bool HasBitcode) {
  if (Skipped.empty())
    return;
  Diagnostic D = std::move(Skipped.front());
  if (Archive.Name.ends_with(".rlib"))
    D.hint(CrateRemedy.str());
  if (!HasBitcode) {
    D.Message += ", and no other member of " + Archive.Name.str() + " has any";
  } else {
    D.Level = Severity::Warning;
    D.Message += "; it is skipped";
    if (Skipped.size() > 1)
      D.Message += ", and so are " + std::to_string(Skipped.size() - 1) +
                   " other members of " + Archive.Name.str();
  }
  Diagnostics.report(std::move(D));
  Skipped.clear();
}

void InputOpener::addBytes(const Origin &From, MemoryBufferRef Bytes) {
  StringRef Text = Bytes.getBuffer();
  if (bpflinker::isBitcode(Text))
    addBitcode(From, Text);
  else if (Text.starts_with("\x7f"
                            "ELF"))
    addElf(From, Bytes);
  else if (From.FromArchive && isMachO(Text))
    return;
  else if (looksLikeIr(Text))
    addText(From, Text);
  else
    refuse(From, error(Code::INPUT_UNKNOWN_FORMAT,
                       (From.Name +
                        " is neither LLVM bitcode, textual IR, ELF "
                        "nor an archive: it is " +
                        describe(From.Name, Text))
                           .str())
                     .hint("compile it to bitcode: clang -target bpf -g -O2 "
                           "-emit-llvm -c, or cargo rustc -- "
                           "--emit=llvm-bc"));
}

void InputOpener::addBitcode(const Origin &From, StringRef Bytes) {
  auto Modules = splitBitcode({Bytes, From.Name});
  if (!Modules) {
    Diagnostics.report(
        bitcodeDiagnostic(From.Name, Bytes, Modules.takeError()));
    return;
  }
  for (BitcodeModule &M : *Modules) {
    M.setModuleIdentifier(From.Name);
    Opened.Pieces.push_back({From.Name, M, nullptr, From.FromArchive});
  }
}

void InputOpener::addElf(const Origin &From, MemoryBufferRef Bytes) {
  Expected<ElfBitcode> Elf = findElfBitcode(Bytes);
  if (!Elf) {
    std::string Problem = toString(Elf.takeError());
    refuse(From, error(Code::INPUT_UNKNOWN_FORMAT,
                       (From.Name + " is a damaged ELF file: " + Problem).str())
                     .hint("build the file again"));
    return;
  }
  if (Elf->Sections.empty()) {
    const char *Remedy = "compile it with clang -target bpf -emit-llvm -c, or "
                         "keep the bitcode in it with -fembed-bitcode or "
                         "-flto -ffat-lto-objects";
    if (Elf->Machine == ELF::EM_BPF)
      refuse(From, error(Code::INPUT_WITHOUT_BITCODE,
                         (From.Name + " is a BPF object without bitcode").str())
                       .hint(Remedy));
    else
      refuse(From, error(Code::INPUT_WRONG_MACHINE,
                         (From.Name + " is an ELF file for " +
                          machineName(Elf->Machine) + " without bitcode")
                             .str())
                       .hint(Remedy));
    return;
  }
  for (StringRef Section : Elf->Sections)
    addBitcode(From, Section);
}

void InputOpener::addText(const Origin &From, StringRef Text) {
  if (auto M = parseIr(From.Name, Text, Context, Diagnostics))
    Opened.Pieces.push_back(
        {From.Name, std::nullopt, std::move(M), From.FromArchive});
}

void InputOpener::addArchive(const Origin &From, MemoryBufferRef Bytes) {
  size_t Before = Opened.Pieces.size();
  visitMembers(From.Name, Bytes, Opened, Diagnostics,
               [&](StringRef Member, MemoryBufferRef Contents) {
                 bool IsMetadata = Member.ends_with(".rmeta");
                 if (Contents.getBufferSize() == 0 || IsMetadata)
                   return;
                 Origin Inside{
                     Opened.Strings.save(From.Name + "(" + Member + ")"), true,
                     From.Quiet};
                 addBytes(Inside, Contents);
               });
  reportSkipped(From, Opened.Pieces.size() > Before);
}

} // namespace

void openInputs(std::vector<LinkInput> Inputs, OpenInputs &Opened,
                LLVMContext &Context, DiagnosticSink &Diagnostics) {
  InputOpener Opener(Opened, Context, Diagnostics);
  std::string Names;
  for (LinkInput &Input : Inputs) {
    Names += (Names.empty() ? "" : ", ") + Input.Name;
    Opener.open(std::move(Input));
  }
  if (!Opened.Pieces.empty() || Diagnostics.hasErrors())
    return;
  Diagnostics.report(
      error(Code::NO_INPUTS,
            Names.empty() ? "there are no inputs to link"
                          : "none of the inputs holds any bitcode: " + Names)
          .hint("give at least one bitcode file, IR file, archive or object "
                "with embedded bitcode"));
}

} // namespace bpflinker
