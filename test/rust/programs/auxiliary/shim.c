struct pair { unsigned first, second; };

__attribute__((noinline)) unsigned shim_sum(struct pair *pair) { return pair->first + (pair->second << 1); }
