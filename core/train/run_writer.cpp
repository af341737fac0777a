#include "train/run_writer.h"

#include <exception>
#include <utility>

namespace zscope {

RunWriter::RunWriter(std::function<void(const std::string&)> trouble)
    : trouble_(std::move(trouble)), disk_("zscope-disk") {}

void RunWriter::open(std::unique_ptr<RunDirectory> directory, std::int64_t saved_step) {
  close();
  saved_step_ = saved_step;
  directory_ = std::move(directory);
}

void RunWriter::close() {
  disk_.flush();
  directory_.reset();
}

void RunWriter::post(std::function<void(RunDirectory&)> write) {
  if (!directory_) return;
  disk_.must_run([directory = directory_, write = std::move(write), this] {
    try {
      write(*directory);
    } catch (const std::exception& error) {
      trouble_(error.what());
    }
  });
}

void RunWriter::append(const MetricRecord& record) {
  post([record](RunDirectory& directory) { directory.append(record); });
}

void RunWriter::append(const EventRecord& record) {
  post([record](RunDirectory& directory) { directory.append(record); });
}

void RunWriter::trim(std::int64_t step) {
  post([step](RunDirectory& directory) { directory.trim(step); });
}

void RunWriter::update(const RunInfo& info) {
  post([info](RunDirectory& directory) { directory.update(info); });
}

void RunWriter::save(std::shared_ptr<const Checkpoint> checkpoint) {
  post([checkpoint = std::move(checkpoint), this](RunDirectory& directory) {
    directory.save(*checkpoint);
    saved_step_ = checkpoint->step;
  });
}

}  // namespace zscope
