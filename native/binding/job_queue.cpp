#include "binding/job_queue.h"

#include <utility>

/// Runs one job on a thread of libuv; deletes itself when it is done.
class JobQueue::Worker final : public Napi::AsyncWorker {
public:
  Worker(Napi::Env Env, JobQueue &Queue, Job Work)
      : AsyncWorker(Env, "bpf-linker job"), Owner(Queue),
        Work(std::move(Work)) {}

private:
  /// Touches no JavaScript.
  void Execute() override {
    Response = Owner.Native.RunJob(Work.Message.data(), Work.Message.size());
  }

  void OnOK() override {
    auto Release = Owner.Native.Release;
    // The bytes become the Buffer's; Electron allows no foreign memory in
    // buffers and gets a copy.
    auto Buffer = Napi::Buffer<uint8_t>::NewOrCopy(
        Env(), Response.Data, Response.Size,
        [Release, Size = Response.Size](Napi::Env, uint8_t *Data) {
          Release({Data, Size});
        });
    Owner.Busy = false;
    Owner.startNext(Env());
    Work.Result.Resolve(Buffer);
  }

  JobQueue &Owner;
  Job Work;
  BpfLinkerBytes Response = {nullptr, 0};
};

Napi::Promise JobQueue::run(Napi::Env Env, const uint8_t *Message,
                            size_t Size) {
  auto Result = Napi::Promise::Deferred::New(Env);
  Waiting.push_back({{Message, Message + Size}, Result});
  startNext(Env);
  return Result.Promise();
}

void JobQueue::startNext(Napi::Env Env) {
  if (Busy || Waiting.empty())
    return;
  Busy = true;
  Job Next = std::move(Waiting.front());
  Waiting.pop_front();
  (new Worker(Env, *this, std::move(Next)))->Queue();
}
