// The addon: jobs in process, for input that is trusted. What it exports:
//
//   runJob(message: Uint8Array): Promise<Buffer>    see native/job/FORMAT.md
//   packageVersion, llvmVersion: string
//   abiVersion: number
//
// It installs no signal handlers and prints nothing. An abort or a crash inside
// LLVM ends the whole process: that is what `isolate: false` means.

#include "binding/job_queue.h"
#include "binding/native_library.h"

namespace {

Napi::Value runJob(const Napi::CallbackInfo &Info) {
  Napi::Env Env = Info.Env();
  if (Info.Length() < 1 || !Info[0].IsTypedArray() ||
      Info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    auto Refused = Napi::Promise::Deferred::New(Env);
    Refused.Reject(
        Napi::TypeError::New(Env, "runJob: expected a Uint8Array").Value());
    return Refused.Promise();
  }
  auto Message = Info[0].As<Napi::Uint8Array>();
  return Env.GetInstanceData<JobQueue>()->run(Env, Message.Data(),
                                              Message.ByteLength());
}

Napi::Object initialize(Napi::Env Env, Napi::Object Exports) {
  std::string Problem;
  const BpfLinkerNative *Native = loadNativeLibrary(Problem);
  if (!Native) {
    Napi::Error::New(Env, "bpf-linker.node: " + Problem)
        .ThrowAsJavaScriptException();
    return Exports;
  }
  Env.SetInstanceData(new JobQueue(*Native));
  Exports["runJob"] = Napi::Function::New<runJob>(Env, "runJob");
  Exports["packageVersion"] = Native->PackageVersion;
  Exports["llvmVersion"] = Native->LlvmVersion;
  Exports["abiVersion"] = Napi::Number::New(Env, Native->AbiVersion);
  return Exports;
}

} // namespace

NODE_API_MODULE(bpf_linker, initialize)
