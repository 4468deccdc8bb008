#pragma once
// Runs a test once per instruction set that this build and this machine have.

#include <gtest/gtest.h>
#include <hwy/highway.h>

namespace vitrine::vector {

template <typename Test>
void for_each_instruction_set(Test test) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    test();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace vitrine::vector
