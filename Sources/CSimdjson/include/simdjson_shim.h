#ifndef SIMDJSON_SHIM_H
#define SIMDJSON_SHIM_H
#endif
