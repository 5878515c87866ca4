// Jobs of one JavaScript environment (the main thread, or one worker), off its
// thread and one after the other. The native part runs one job at a time in any
// case; waiting here rather than there keeps libuv's few threads free for the
// host's file system calls.

#ifndef BPF_LINKER_BINDING_JOB_QUEUE_H
#define BPF_LINKER_BINDING_JOB_QUEUE_H

#include "library/native_api.h"

#include <deque>
#include <napi.h>
#include <vector>

class JobQueue {
public:
  explicit JobQueue(const BpfLinkerNative &Native) : Native(Native) {}

  /// Promises the response. The message is copied: JavaScript may change or
  /// transfer its buffer while the job runs.
  Napi::Promise run(Napi::Env Env, const uint8_t *Message, size_t Size);

private:
  class Worker;
  struct Job {
    std::vector<uint8_t> Message;
    Napi::Promise::Deferred Result;
  };
  void startNext(Napi::Env Env);

  const BpfLinkerNative &Native;
  std::deque<Job> Waiting;
  bool Busy = false;
};

#endif
