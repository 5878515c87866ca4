typedef struct {
  int first;
  int second;
} __attribute__((preserve_access_index)) event_t;

unsigned read_second(const event_t *event) { return event->second; }
