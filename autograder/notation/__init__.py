"""The course's notation: what students write is parsed and judged by meaning, never evaluated as code."""
