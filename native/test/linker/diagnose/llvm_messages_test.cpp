// Every row of llvm_messages.def: the LLVM at hand says it, and what the linker
// makes of it. A row whose words have moved, that nothing provokes, or that
// this LLVM should not say fails here.

#include "linker/diagnose/llvm_messages.h"

#include "linker/diagnose/dag_message.h"
#include "linker/optimize/target.h"
#include "test/linker/finish.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/ErrorHandling.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

struct Provocation {
  int Kind;
  /// All that LLVM says, without the node before it; of a fatal error its
  /// beginning.
  std::string Words;
  std::string Ir;
  /// What the linker says after "in function 'program': "; LLVM's words unless
  /// it is given.
  std::string Message = {};
  const char *Cpu = "v3";
};

/// A program with this body, and what it declares.
std::string program(const Twine &Body,
                    const Twine &Parameters = "ptr %p, i64 %x, i64 %y",
                    const Twine &Declarations = "",
                    const Twine &Result = "i64") {
  return ("target triple = \"bpf\"\n" + Declarations + "\ndefine " + Result +
          " @program(" + Parameters + ") section \"tc\" {\n" + Body + "\n}\n")
      .str();
}

const Provocation Provocations[] = {
    {DK_Unsupported, "A call to built-in function 'memcpy' is not supported.",
     program("  call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %q, i64 %x, i1 0)"
             "  ret i64 0",
             "ptr %p, ptr %q, i64 %x",
             "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)")},
    {DK_Unsupported, "A call to built-in function 'memset' is not supported.",
     program("  call void @llvm.memset.p0.i64(ptr %p, i8 1, i64 %x, i1 0)"
             "  ret i64 0",
             "ptr %p, i64 %x",
             "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")},
    {DK_Unsupported, "A call to built-in function 'memmove' is not supported.",
     program("  call void @llvm.memmove.p0.p0.i64(ptr %p, ptr %q, i64 %x, i1 0)"
             "  ret i64 0",
             "ptr %p, ptr %q, i64 %x",
             "declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)")},

    {DK_Unsupported, "too many arguments",
     program("  %r = call i64 @kernel(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6)"
             "  ret i64 %r",
             "",
             "declare i64 @kernel(i64, i64, i64, i64, i64, i64) "
             "section \".ksyms\""),
     "call of 'kernel': too many arguments"},
    {DK_Unsupported, "too many arguments",
     program("  %r = call i64 %p(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6)"
             "  ret i64 %r"),
     "indirect call: too many arguments"},
    {DK_Unsupported, "stack arguments are not supported",
     program("  ret i64 %f", "i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f")},
    {DK_Unsupported, "extra parameter stack depth exceeded limit",
     program("  %r = extractvalue [5000 x i64] %a, 4999"
             "  ret i64 %r",
             "[5000 x i64] %a")},
    {DK_Unsupported, "pass by value not supported",
     program("  %r = call i64 @kernel(ptr byval([4 x i64]) %p)"
             "  ret i64 %r",
             "ptr %p",
             "declare i64 @kernel(ptr byval([4 x i64])) section \".ksyms\""),
     "call of 'kernel': pass by value not supported"},
    {DK_Unsupported, "variadic functions are not supported",
     program("  ret i64 0", "ptr %p, ...")},
    {DK_Unsupported, "aggregate returns are not supported",
     program("  store i64 1, ptr %p"
             "  ret void",
             "ptr sret([4 x i64]) %p", "", "void")},
    {DK_Unsupported, "aggregate returns are not supported",
     program("  ret { i64 } zeroinitializer", "", "", "{ i64 }")},
    {DK_Unsupported, "only small returns supported",
     program("  %r = call i128 @kernel()"
             "  %s = trunc i128 %r to i64"
             "  ret i64 %s",
             "", "declare i128 @kernel() section \".ksyms\"")},
    {DK_Unsupported,
     "A call to built-in function '__floatdidf' is not supported.",
     program("  %f = sitofp i64 %x to double"
             "  store double %f, ptr %p"
             "  ret i64 0")},

    {DK_Unsupported,
     "Looks like the BPF stack limit is exceeded. Please move large on stack "
     "variables into BPF per-cpu array map. For non-kernel uses, the stack can "
     "be increased using -mllvm -bpf-stack-size.",
     program("  %a = alloca [600 x i8]"
             "  call void @kernel(ptr %a)"
             "  ret i64 0",
             "", "declare void @kernel(ptr) section \".ksyms\"")},
    {DK_Unsupported,
     "unsupported signed division, please convert to unsigned div/mod.",
     program("  %r = sdiv i64 %x, %y"
             "  ret i64 %r")},
    {DK_Unsupported,
     "unsupported signed division, please convert to unsigned div/mod.",
     program("  %r = srem i64 %x, %y"
             "  ret i64 %r")},

    {DK_Unsupported, "Invalid usage of the XADD return value",
     program("  %r = atomicrmw add ptr %p, i64 1 seq_cst"
             "  ret i64 %r"),
     "", "v1"},
    {DK_Unsupported,
     "sequentially consistent (seq_cst) atomic load/store is not supported",
     program("  %r = load atomic i64, ptr %p seq_cst, align 8"
             "  ret i64 %r"),
     "", "v4"},
    {DK_Unsupported,
     "sequentially consistent (seq_cst) atomic load/store is not supported",
     program("  store atomic i64 1, ptr %p seq_cst, align 8"
             "  ret i64 0"),
     "", "v4"},
    {LLVM_FATAL, "Cannot select: t1: i64,ch = AtomicLoad<(load acquire (s64)",
     program("  %r = load atomic i64, ptr %p acquire, align 8"
             "  ret i64 %r"),
     "BPF has no instruction for AtomicLoad"},
    {LLVM_FATAL, "Cannot select: t1: ch = AtomicStore<(store release (s64)",
     program("  store atomic i64 1, ptr %p release, align 8"
             "  ret i64 0"),
     "BPF has no instruction for AtomicStore"},

    {LLVM_FATAL, "Cannot select: t1: ch = brind t2, t3",
     program("  %q = getelementptr [2 x ptr], ptr @t, i64 0, i64 %x\n"
             "  %b = load ptr, ptr %q\n"
             "  indirectbr ptr %b, [label %one, label %two]\n"
             "one:\n  ret i64 7\n"
             "two:\n  ret i64 9",
             "i64 %x",
             "@t = internal constant [2 x ptr] [\n"
             "  ptr blockaddress(@program, %one),\n"
             "  ptr blockaddress(@program, %two)]"),
     "BPF has no instruction for brind"},
};

struct Said {
  int Kind;
  std::string Words;
  std::string Hint;
};

/// Runs it in a process of its own, which a fatal error of LLVM's ends: what
/// it told `Tell`.
using Teller = function_ref<void(const Said &)>;
std::vector<Said> inProcess(function_ref<void(Teller)> Run) {
  int Ends[2];
  if (pipe(Ends)) {
    fail(__FILE__, __LINE__, "no pipe");
    return {};
  }
  pid_t Child = fork();
  if (Child == 0) {
    close(Ends[0]);
    Run([&](const Said &S) {
      std::string Record =
          (Twine(S.Kind) + "\1" + S.Words + "\1" + S.Hint + "\2").str();
      raw_fd_ostream(Ends[1], /*shouldClose=*/false) << Record;
    });
    _exit(0);
  }
  close(Ends[1]);
  std::string Text;
  char Buffer[4096];
  for (ssize_t Size; (Size = read(Ends[0], Buffer, sizeof(Buffer))) > 0;)
    Text.append(Buffer, Size);
  close(Ends[0]);
  waitpid(Child, nullptr, 0);

  std::vector<Said> All;
  SmallVector<StringRef> Records;
  StringRef(Text).split(Records, '\2', -1, /*KeepEmpty=*/false);
  for (StringRef Record : Records) {
    auto [Kind, Rest] = Record.split('\1');
    auto [Words, Hint] = Rest.split('\1');
    Said S{0, Words.str(), Hint.str()};
    if (Kind.getAsInteger(10, S.Kind))
      fail(__FILE__, __LINE__, "a broken record: " + Record);
    All.push_back(std::move(S));
  }
  return All;
}

LinkOptions optionsOf(const Provocation &P) {
  LinkOptions Options = assemblyOptions();
  Options.Cpu = P.Cpu;
  return Options;
}

struct Recorder : DiagnosticHandler {
  explicit Recorder(Teller Tell) : Tell(Tell) {}
  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    std::string Words;
    raw_string_ostream Stream(Words);
    DiagnosticPrinterRawOStream Printer(Stream);
    if (auto *Unsupported = dyn_cast<DiagnosticInfoUnsupported>(&Info))
      Stream << Unsupported->getMessage();
    else
      Info.print(Printer);
    Tell({Info.getKind(), StringRef(Words).trim().str(), ""});
    return true;
  }
  Teller Tell;
};

/// LLVM's code generation alone, without anything of ours.
std::vector<Said> saidByLlvm(const Provocation &P) {
  return inProcess([&](Teller Tell) {
    LLVMContext Context;
    SMDiagnostic Problem;
    auto M = parseAssemblyString(P.Ir, Problem, Context);
    if (!M) {
      Problem.print("test", errs());
      return;
    }
    DiagnosticSink Sink;
    auto Machine = createTargetMachine(*M, optionsOf(P), Sink);
    retarget(*M, *Machine);
    Context.setDiagnosticHandler(std::make_unique<Recorder>(Tell));
    install_fatal_error_handler(
        [](void *Tell, const char *Reason, bool) {
          (*static_cast<Teller *>(Tell))({LLVM_FATAL, Reason, ""});
          _exit(0);
        },
        &Tell);
    legacy::PassManager Passes;
    raw_null_ostream Nowhere;
    Machine->addPassesToEmitFile(Passes, Nowhere, nullptr,
                                 CodeGenFileType::AssemblyFile);
    Passes.run(*M);
  });
}

/// What the linker reports of the same module.
std::vector<Said> saidByLinker(const Provocation &P) {
  return inProcess([&](Teller Tell) {
    DiagnosticSink Sink;
    auto TellAll = [&] {
      for (const Diagnostic &D : Sink.all())
        Tell({static_cast<int>(D.Id), D.Message, D.Hint});
    };
    Sink.onFatal([&] {
      TellAll();
      _exit(0);
    });
    finishInto(Sink, P.Ir, optionsOf(P));
    TellAll();
  });
}

/// The row for what LLVM said, where it is what the provocation is after.
const LlvmMessage *rowOf(const Provocation &P, const Said &S) {
  std::string Words = withoutAddresses(S.Words);
  bool IsMeant = S.Kind == P.Kind &&
                 (S.Kind == LLVM_FATAL ? StringRef(Words).starts_with(P.Words)
                                       : StringRef(Words).ends_with(P.Words));
  return IsMeant ? findLlvmMessage(S.Kind, S.Words).Row : nullptr;
}

void checkLinker(const Provocation &P, const LlvmMessage &Row) {
  std::string Message =
      "in function 'program': " + (P.Message.empty() ? P.Words : P.Message);
  std::vector<Said> All = saidByLinker(P);
  auto Found = find_if(All, [&](const Said &S) { return S.Words == Message; });
  CHECK_EQ(Found != All.end(), Row.Id.has_value());
  if (Found == All.end() || !Row.Id) {
    for (const Said &S : All)
      fail(__FILE__, __LINE__, "the linker says: " + S.Words);
    return;
  }
  CHECK_EQ(Found->Kind, static_cast<int>(*Row.Id));
  CHECK_EQ(Found->Hint, Row.Hint);
}

void eachRowIsSaid() {
  SmallSetVector<const LlvmMessage *, 32> Heard;
  for (const Provocation &P : Provocations) {
    const LlvmMessage *Row = findLlvmMessage(P.Kind, P.Words).Row;
    if (!Row) {
      fail(__FILE__, __LINE__, "no row is for: " + P.Words);
      continue;
    }
    std::vector<Said> All = saidByLlvm(P);
    bool IsHeard =
        any_of(All, [&](const Said &S) { return rowOf(P, S) == Row; });
    if (IsHeard != Row->isSaidBy(LLVM_VERSION_MAJOR)) {
      fail(__FILE__, __LINE__,
           "LLVM " LLVM_VERSION_STRING +
               Twine(IsHeard ? " says, against its row: " : " does not say: ") +
               P.Words);
      for (const Said &S : All)
        errs() << "  it says: " << S.Words << "\n";
      continue;
    }
    if (!IsHeard)
      continue;
    Heard.insert(Row);
    checkLinker(P, *Row);
  }
  for (const LlvmMessage &Row : llvmMessages())
    if (Row.isSaidBy(LLVM_VERSION_MAJOR) && !Heard.contains(&Row))
      fail(__FILE__, __LINE__, "nothing provokes: " + Row.Words);
}

/// What stays: words that only look like a row's, of another kind or longer.
void onlyWholeMessages() {
  CHECK(!findLlvmMessage(DK_InlineAsm, "too many arguments").Row);
  CHECK(!findLlvmMessage(DK_Unsupported, "too many arguments, says f").Row);
  CHECK(!findLlvmMessage(DK_Unsupported, "no atomic operation").Row);
}

} // namespace

int main() {
  eachRowIsSaid();
  onlyWholeMessages();
  return result();
}
