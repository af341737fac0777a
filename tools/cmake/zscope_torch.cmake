# LibTorch as one target, zscope_torch, and the BLAS it is to use.
#
# LibTorch loads whatever libblas.so.3 the machine prefers, which may be the slow reference BLAS or an OpenBLAS whose
# threads fight with OpenMP's. A DT_RPATH (not RUNPATH: it must hold for LibTorch's own dependencies too) to the OpenBLAS
# built for OpenMP makes this program load that one, whatever the machine prefers.
find_package(Torch REQUIRED)

add_library(zscope_torch INTERFACE)
target_include_directories(zscope_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(zscope_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(ZSCOPE_TORCH_FLAGS UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(zscope_torch INTERFACE ${ZSCOPE_TORCH_FLAGS})

# Steps recorded as graphs, which a LibTorch with CUDA has; from 2.4 on they know the generators of random numbers.
if(TARGET torch_cuda AND Torch_VERSION VERSION_GREATER_EQUAL 2.4)
  target_compile_definitions(zscope_torch INTERFACE ZSCOPE_CUDA_GRAPHS)
endif()

# oneDNN by itself, the one that Debian's LibTorch brings along: its products are faster than BLAS, and know bf16.
find_path(ZSCOPE_ONEDNN_INCLUDE dnnl.hpp DOC "Folder of oneDNN's headers")
find_library(ZSCOPE_ONEDNN_LIBRARY dnnl DOC "oneDNN")
if(ZSCOPE_ONEDNN_INCLUDE AND ZSCOPE_ONEDNN_LIBRARY)
  target_compile_definitions(zscope_torch INTERFACE ZSCOPE_ONEDNN)
  target_include_directories(zscope_torch SYSTEM INTERFACE ${ZSCOPE_ONEDNN_INCLUDE})
  target_link_libraries(zscope_torch INTERFACE ${ZSCOPE_ONEDNN_LIBRARY})
else()
  message(STATUS "zscope: no oneDNN found (Debian: libdnnl-dev); products go through LibTorch, and bf16 is off")
endif()

find_path(ZSCOPE_OPENBLAS_DIR libblas.so.3 PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH
          DOC "Folder of the OpenBLAS built for OpenMP")
if(ZSCOPE_OPENBLAS_DIR)
  target_link_options(zscope_torch INTERFACE -Wl,--disable-new-dtags,-rpath,${ZSCOPE_OPENBLAS_DIR})
else()
  message(STATUS "zscope: no OpenBLAS for OpenMP found (Debian: libopenblas0-openmp); training may be several times slower")
endif()
