#include "models/registry.h"

#include "base/error.h"
#include "models/aae.h"
#include "models/bigan.h"
#include "models/dcgan.h"
#include "models/gan.h"
#include "models/gan_cond.h"
#include "models/info_gan.h"
#include "models/vae_cond.h"
#include "models/vae_conv.h"
#include "models/vae_factor.h"
#include "models/vae_fc.h"
#include "models/vae_gan.h"
#include "models/vae_hybrid.h"
#include "models/vae_iw.h"
#include "models/vae_spatial.h"
#include "models/vae_tc.h"
#include "models/vq_vae.h"
#include "models/wae.h"

namespace zscope {

const std::vector<ModelEntry>& model_registry() {
  static const std::vector<ModelEntry> entries = {
      // One line each:
      // clang-format off
      vae_fc(),
      vae_conv(),
      vae_cond(),
      vae_iw(),
      vae_tc(),
      vae_factor(),
      vae_hybrid(),
      vae_spatial(),
      wae(),
      vq_vae(),
      gan(),
      dcgan(),
      gan_cond(),
      info_gan(),
      vae_gan(),
      bigan(),
      aae(),
      // clang-format on
  };
  return entries;
}

const ModelEntry& find_model_entry(const std::string& name) {
  std::string names;
  for (const ModelEntry& entry : model_registry()) {
    if (entry.info.name == name) return entry;
    names += names.empty() ? entry.info.name : ", " + entry.info.name;
  }
  misuse("There is no model called {}; there are {}.", name, names);
}

std::shared_ptr<Model> make_model(const std::string& name, const ModelSpec& spec) {
  const ModelEntry& entry = find_model_entry(name);
  if (spec.shape.points() && !takes_points(entry.info)) {
    std::string names;
    for (const ModelEntry& other : model_registry()) {
      if (takes_points(other.info)) names += (names.empty() ? "" : ", ") + other.info.name;
    }
    misuse("{} is a model of pictures, and this data is points of the plane; models that take points are {}.", name,
           names);
  }
  return entry.make(spec);
}

}  // namespace zscope
