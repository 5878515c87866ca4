// Triple, cpu, features, and LLVM's own options.

#include "test/linker/finish.h"

#include "llvm/Support/CommandLine.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

constexpr const char *Compare = R"(
target triple = "x86_64-unknown-linux-gnu"
define i32 @f(i32 %a, i32 %b) #0 section "tc" {
  %c = icmp slt i32 %a, %b
  br i1 %c, label %yes, label %no
yes:
  ret i32 7
no:
  %s = add i32 %a, %b
  ret i32 %s
}
attributes #0 = { "target-cpu"="v3" "target-features"="+alu32" "tune-cpu"="x" }
)";

Finished make(StringRef Cpu, StringRef Features = "", StringRef Target = "") {
  LinkOptions Options = assemblyOptions();
  Options.Cpu = Cpu.str();
  Options.CpuFeatures = Features.str();
  Options.Target = Target.str();
  return finish(Compare, Options);
}

void obeysTheCpuOfTheLink() {
  // The input's attributes ask for v3; w registers are ALU32.
  CHECK(!make("generic").text().contains("w0"));
  CHECK(!make("v1").text().contains("w0"));
  CHECK_CONTAINS(make("v3").text(), "w0");
  CHECK_CONTAINS(make("v1", "+alu32").text(), "w0");
  CHECK(!make("probe").Artifacts.empty());
}

void addsArePlainWhereKernelsKnowNoOthers() {
  constexpr const char *Updates = R"(
target triple = "bpf"
define i64 @f(ptr %p) section "tc" {
  %a = atomicrmw add ptr %p, i64 1 seq_cst
  %b = atomicrmw sub ptr %p, i64 2 seq_cst
  %c = atomicrmw add ptr %p, i64 3 seq_cst
  ret i64 %c
}
)";
  LinkOptions Options = assemblyOptions();
  Options.Cpu = "v3";
  auto Fetching = [&] {
    return finish(Updates, Options).text().count("atomic_fetch_add");
  };
  CHECK_EQ(Fetching(), 3u);
  Options.FetchAtomics = false;
  CHECK_EQ(Fetching(), 1u); // the result of the last one is returned
}

void writesTheCpuIntoBitcode() {
  LinkOptions Options = assemblyOptions();
  Options.Emit = {ArtifactKind::Ir};
  Options.Cpu = "v2";
  CHECK_CONTAINS(finish(Compare, Options).text(), "\"target-cpu\"=\"v2\"");
  Options.Cpu = "generic";
  Finished Generic = finish(Compare, Options);
  CHECK(!Generic.text().contains("target-cpu"));
  CHECK(!Generic.text().contains("tune-cpu"));
  CHECK_CONTAINS(Generic.text(), "target triple = \"bpf\"");
}

void makesBothByteOrders() {
  LinkOptions Options = assemblyOptions();
  Options.Emit = {ArtifactKind::Object};
  Options.Target = "bpfeb-unknown-none";
  CHECK_EQ(int(finish(Compare, Options).text()[5]), 2); // ELFDATA2MSB
  Options.Target = "bpfel";
  CHECK_EQ(int(finish(Compare, Options).text()[5]), 1);
}

void refusesWhatDoesNotExist() {
  Diagnostic Cpu = make("v9").first(Code::OPTION_INVALID);
  CHECK_CONTAINS(Cpu.Message, "'v9'");
  CHECK_CONTAINS(Cpu.Hint, "generic, probe, v1, v2, v3, v4");
  Diagnostic Feature = make("v3", "+alu32,+alu33").first(Code::OPTION_INVALID);
  CHECK_CONTAINS(Feature.Message, "'alu33'");
  CHECK_CONTAINS(Feature.Hint, "allows-misaligned-mem-access");
  CHECK_CONTAINS(make("v3", "alu32").first(Code::OPTION_INVALID).Hint,
                 "+alu32");
  CHECK_CONTAINS(make("v3", "", "x86_64").first(Code::OPTION_INVALID).Hint,
                 "bpfel");
}

Finished withLlvm(std::vector<std::string> Arguments) {
  LinkOptions Options = assemblyOptions();
  Options.LlvmArgs = std::move(Arguments);
  return finish(Compare, Options);
}

int threshold() {
  auto *Option = static_cast<llvm::cl::opt<int> *>(
      llvm::cl::getRegisteredOptions().lookup("inline-threshold"));
  return Option->getValue();
}

void setsLlvmOptionsForOneLink() {
  int Before = threshold();
  CHECK(!withLlvm({"--inline-threshold=3", "-inline-threshold=4"})
             .Artifacts.empty());
  CHECK_EQ(threshold(), Before);
  // It does something: 3 bytes of stack are too few for anyone.
  LinkOptions Options = assemblyOptions();
  Options.LlvmArgs = {"-bpf-stack-size=4"};
  constexpr const char *Stack = R"(
declare void @ext(ptr) section ".ksyms"
define i32 @f() section "tc" {
  %a = alloca [32 x i8], align 8
  call void @ext(ptr %a)
  ret i32 0
}
)";
  CHECK_EQ(finish(Stack, Options).count(Code::CODEGEN_ERROR), 1u);
  Options.LlvmArgs.clear();
  CHECK_EQ(finish(Stack, Options).Diagnostics.size(), 0u);
}

void refusesBadLlvmOptions() {
  Diagnostic Unknown =
      withLlvm({"-inline-treshold=3"}).first(Code::OPTION_INVALID);
  CHECK_CONTAINS(Unknown.Message, "-inline-treshold=3");
  CHECK_CONTAINS(Unknown.Hint, "-inline-threshold");
  CHECK_EQ(withLlvm({"-inline-threshold=x"}).count(Code::OPTION_INVALID), 1u);
  CHECK_EQ(withLlvm({"-inline-threshold"}).count(Code::OPTION_INVALID), 1u);
  CHECK_EQ(withLlvm({"inline-threshold=3"}).count(Code::OPTION_INVALID), 1u);
  // These would end the process.
  CHECK_EQ(withLlvm({"--help", "--version", "-h", "--help-hidden"})
               .count(Code::OPTION_INVALID),
           4u);
}

} // namespace

int main() {
  obeysTheCpuOfTheLink();
  addsArePlainWhereKernelsKnowNoOthers();
  writesTheCpuIntoBitcode();
  makesBothByteOrders();
  refusesWhatDoesNotExist();
  setsLlvmOptionsForOneLink();
  refusesBadLlvmOptions();
  return result();
}
