#pragma once
// Foreign formats: the files that nothing here reads, and the line that makes a table of each.
// Private to not_a_table.cc. FILE stands for the file's name, NAME for what a person chooses in it.

#include <array>
#include <string_view>

namespace vitrine::source {

using namespace std::string_view_literals;

struct ForeignFormat {
  std::string_view mark;  ///< The first bytes, or an ending in small letters.
  std::string_view what;
  std::string_view advice;
};

inline constexpr std::string_view kPickleAdvice =
    "a pickle can run code, so only load what you trust, and write it as Parquet: python -c "
    "\"import pandas; pandas.read_pickle('FILE').to_parquet('table.parquet')\"";
inline constexpr std::string_view kTorchAdvice =
    "it can run code, so only load what you trust, and write a tensor as .npy: python -c \"import "
    "numpy, torch; numpy.save('table.npy', torch.load('FILE')['NAME'].numpy())\"";
inline constexpr std::string_view kHdf5Advice =
    "write a dataset of it as .npy: python -c \"import h5py, numpy; numpy.save('table.npy', "
    "h5py.File('FILE')['NAME'][()])\" (or with pandas.read_hdf, where pandas wrote it)";
inline constexpr std::string_view kPagesAdvice = "extract its tables first, as CSV or Parquet";
inline constexpr std::string_view kMediaAdvice =
    "import its folder, or a table with a column of such files, instead";
inline constexpr std::string_view kUnpackAdvice = "unpack it, and import the folder";
inline constexpr std::string_view kHtmlAdvice =
    "write its table as Parquet: python -c \"import pandas; "
    "pandas.read_html('FILE')[0].to_parquet('table.parquet')\"";
inline constexpr std::string_view kExcelAdvice =
    "write a sheet as Parquet: python -c \"import pandas; "
    "pandas.read_excel('FILE').to_parquet('table.parquet')\", or save it as .xlsx";
inline constexpr std::string_view kRAdvice =
    "write a table of it as Parquet: python -c \"import pyreadr; "
    "next(iter(pyreadr.read_r('FILE').values())).to_parquet('table.parquet')\"";
inline constexpr std::string_view kStataAdvice =
    "write it as Parquet: python -c \"import pandas; "
    "pandas.read_stata('FILE').to_parquet('table.parquet')\"";
inline constexpr std::string_view kSpssAdvice =
    "write it as Parquet: python -c \"import pyreadstat; "
    "pyreadstat.read_sav('FILE')[0].to_parquet('table.parquet')\"";
inline constexpr std::string_view kSasAdvice =
    "write it as Parquet: python -c \"import pyreadstat; "
    "pyreadstat.read_sas7bdat('FILE')[0].to_parquet('table.parquet')\"";
inline constexpr std::string_view kSasTransportAdvice =
    "write it as Parquet: python -c \"import pyreadstat; "
    "pyreadstat.read_xport('FILE')[0].to_parquet('table.parquet')\"";
inline constexpr std::string_view kMatlabAdvice =
    "write a variable of it as .npy: python -c \"import numpy, scipy.io; numpy.save('table.npy', "
    "scipy.io.loadmat('FILE')['NAME'])\"";
inline constexpr std::string_view kTfRecordAdvice =
    "write it as Parquet: python -c \"import pandas, tfrecord; "
    "pandas.DataFrame(tfrecord.tfrecord_loader('FILE', None)).to_parquet('table.parquet')\"";
inline constexpr std::string_view kNetcdfAdvice =
    "write it as Parquet: python -c \"import xarray; "
    "xarray.open_dataset('FILE').to_dataframe().reset_index().to_parquet('table.parquet')\"";
inline constexpr std::string_view kLanceAdvice =
    "write it as Parquet: python -c \"import lance, pyarrow.parquet as p; "
    "p.write_table(lance.dataset('FILE').to_table(), 'table.parquet')\"";
inline constexpr std::string_view kYamlAdvice =
    "write it as JSON: python -c \"import json, yaml; print(json.dumps(yaml.safe_load(open('FILE'))"
    "))\" > table.json";
inline constexpr std::string_view kSubtitleAdvice =
    "write it as JSON Lines: python -c \"import json, pysubs2; [print(json.dumps({'start_ms': "
    "e.start, 'end_ms': e.end, 'text': e.plaintext})) for e in pysubs2.load('FILE')]\" > "
    "table.jsonl";
inline constexpr std::string_view kXmlAdvice =
    "write it as Parquet: python -c \"import pandas; "
    "pandas.read_xml('FILE').to_parquet('table.parquet')\"";
inline constexpr std::string_view kScriptAdvice =
    "take the JSON out of it: python -c \"t = open('FILE', encoding='utf-8').read(); i = "
    "min(t.find(c) % len(t) for c in '[{'); open('table.json', 'w', encoding='utf-8').write("
    "t[i:max(map(t.rfind, ']}')) + 1])\"";
inline constexpr std::string_view kLibsvmAdvice =
    "write it as Parquet: python -c \"import pandas, sklearn.datasets as s; x, y = "
    "s.load_svmlight_file('FILE'); pandas.DataFrame(x.toarray()).rename(columns=str)"
    ".assign(label=y).to_parquet('table.parquet')\"";
inline constexpr std::string_view kShapeAdvice =
    "write it as Parquet: python -c \"import geopandas; "
    "geopandas.read_file('FILE').to_parquet('table.parquet')\"";

/// First bytes that settle what a file is.
inline constexpr auto kSignatures = std::to_array<ForeignFormat>({
    {"version https://git-lfs.github.com/spec/"sv, "a Git LFS pointer, not the data itself",
     "fetch the data with: git lfs pull"},
    {"PARE"sv, "an encrypted Parquet file",
     "write it without encryption (pyarrow reads it with its keys)"},
    {"\x89HDF\r\n\x1A\n"sv, "an HDF5 file", kHdf5Advice},
    {"MATLAB 7.3 MAT-file"sv, "a MATLAB file of version 7.3", kHdf5Advice},
    {"MATLAB 5.0 MAT-file"sv, "a MATLAB file", kMatlabAdvice},
    {"CDF\x01"sv, "a NetCDF file", kNetcdfAdvice},
    {"CDF\x02"sv, "a NetCDF file", kNetcdfAdvice},
    {"CDF\x05"sv, "a NetCDF file", kNetcdfAdvice},
    {"ORC"sv, "an ORC file",
     "write it as Parquet: python -c \"import pyarrow.orc as o, pyarrow.parquet as p; "
     "p.write_table(o.read_table('FILE'), 'table.parquet')\""},
    {"Obj\x01"sv, "an Avro file",
     "write it as Parquet: python -c \"import polars; "
     "polars.read_avro('FILE').write_parquet('table.parquet')\""},
    {"GGUF"sv, "a GGUF file, which holds a model",
     "write a tensor as .npy: python -c \"import gguf, numpy; numpy.save('table.npy', "
     "gguf.GGUFReader('FILE').tensors[0].data)\""},
    {"$FL2@(#)"sv, "an SPSS file", kSpssAdvice},
    {"$FL3@(#)"sv, "an SPSS file", kSpssAdvice},
    {"<stata_dta>"sv, "a Stata file", kStataAdvice},
    {"HEADER RECORD*******LIB"sv, "a SAS transport file", kSasTransportAdvice},
    {"RDX2\n"sv, "an R data file", kRAdvice},
    {"RDX3\n"sv, "an R data file", kRAdvice},
    {"RDA2\n"sv, "an R data file", kRAdvice},
    {"RDA3\n"sv, "an R data file", kRAdvice},
    {"X\n\0\0\0\x02"sv, "an R data file", kRAdvice},
    {"X\n\0\0\0\x03"sv, "an R data file", kRAdvice},
    {"%PDF-"sv, "a PDF document", kPagesAdvice},
    {"{\\rtf"sv, "an RTF document", kPagesAdvice},
    {"\x80\x02"sv, "a pickle of Python", kPickleAdvice},
    {"\x80\x03"sv, "a pickle of Python", kPickleAdvice},
    {"\x80\x04\x95"sv, "a pickle of Python", kPickleAdvice},
    {"\x80\x05\x95"sv, "a pickle of Python", kPickleAdvice},
    {"\x89PNG\r\n"sv, "a PNG picture", kMediaAdvice},
    {"\xFF\xD8\xFF"sv, "a JPEG picture", kMediaAdvice},
    {"GIF8"sv, "a GIF picture", kMediaAdvice},
    {"ID3"sv, "an MP3 recording", kMediaAdvice},
    {"fLaC"sv, "a FLAC recording", kMediaAdvice},
    {"OggS"sv, "an Ogg recording", kMediaAdvice},
    {"\x7F"
     "ELF"sv,
     "a program", "name the data instead"},
    {"Rar!\x1A\x07"sv, "a RAR archive", kUnpackAdvice},
    {"\x1F\x9D"sv, "a file of compress (.Z)", "unpack it: gzip -d FILE"},
    {"\x5D\0\0"sv, "LZMA data", "unpack it: xz --format=lzma -d FILE"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", kUnpackAdvice},
});

/// Endings that settle it where the first bytes do not.
inline constexpr auto kForeignEndings = std::to_array<ForeignFormat>({
    {".yaml", "a YAML file", kYamlAdvice},
    {".yml", "a YAML file", kYamlAdvice},
    {".toml", "a TOML file",
     "write it as JSON: python -c \"import json, tomllib; print(json.dumps(tomllib.load("
     "open('FILE', 'rb')), default=str))\" > table.json"},
    {".ini", "a settings file",
     "write it as JSON: python -c \"import configparser as c, json; p = c.ConfigParser(); "
     "p.read('FILE'); print(json.dumps({s: dict(p[s]) for s in p.sections()}))\" > table.json"},
    {".hjson", "an HJSON file",
     "write it as JSON: python -c \"import hjson, json; print(json.dumps(hjson.load(open('FILE'))))"
     "\" > table.json"},
    {".json5", "a JSON5 file",
     "write it as JSON: python -c \"import json, json5; print(json.dumps(json5.load(open('FILE'))))"
     "\" > table.json"},
    {".srt", "a file of subtitles", kSubtitleAdvice},
    {".vtt", "a file of subtitles", kSubtitleAdvice},
    {".ass", "a file of subtitles", kSubtitleAdvice},
    {".xml", "an XML file", kXmlAdvice},
    {".conllu", "a CoNLL-U file",
     "write it as JSON Lines, a sentence a line: python -c \"import conllu, json; "
     "[print(json.dumps([dict(t) for t in s], default=str)) for s in "
     "conllu.parse_incr(open('FILE'))]\" > table.jsonl"},
    {".conll", "a CoNLL file", "write it as JSON Lines, a sentence a line"},
    {".md", "a Markdown text", "name the folder that it describes, or a .txt of its lines"},
    {".html", "an HTML page", kHtmlAdvice},
    {".htm", "an HTML page", kHtmlAdvice},
    {".py", "a Python program", "run it, and import what it writes"},
    {".js", "a JavaScript program", "run it, and import what it writes"},
    {".ipynb", "a Jupyter notebook",
     "write its cells as JSON Lines: python -c \"import json; [print(json.dumps(c)) for c in "
     "json.load(open('FILE'))['cells']]\" > table.jsonl"},
    {".sql", "an SQL script", "run it, and import the database: sqlite3 table.sqlite < 'FILE'"},
    {".pkl", "a pickle of Python", kPickleAdvice},
    {".pickle", "a pickle of Python", kPickleAdvice},
    {".pt", "a PyTorch file", kTorchAdvice},
    {".pth", "a PyTorch file", kTorchAdvice},
    {".ckpt", "a PyTorch file", kTorchAdvice},
    {".tfrecord", "a TFRecord file", kTfRecordAdvice},
    {".tfrecords", "a TFRecord file", kTfRecordAdvice},
    {".mat", "a MATLAB file", kMatlabAdvice},
    {".rds", "an R data file", kRAdvice},
    {".rda", "an R data file", kRAdvice},
    {".rdata", "an R data file", kRAdvice},
    {".dta", "a Stata file", kStataAdvice},
    {".sav", "an SPSS file", kSpssAdvice},
    {".zsav", "an SPSS file", kSpssAdvice},
    {".por", "an SPSS file",
     "write it as Parquet: python -c \"import pyreadstat; "
     "pyreadstat.read_por('FILE')[0].to_parquet('table.parquet')\""},
    {".sas7bdat", "a SAS file", kSasAdvice},
    {".xpt", "a SAS transport file", kSasTransportAdvice},
    {".xlsb", "a binary Excel workbook", kExcelAdvice},
    {".ods", "an OpenDocument spreadsheet", kExcelAdvice},
    {".lance", "a Lance file", kLanceAdvice},
    {".nc", "a NetCDF file", kNetcdfAdvice},
    {".msgpack", "a MessagePack file",
     "write it as JSON: python -c \"import json, msgpack; print(json.dumps(msgpack.load("
     "open('FILE', 'rb'))))\" > table.json"},
    {".bson", "a BSON file",
     "write it as JSON Lines: python -c \"import bson, bson.json_util as j; [print(j.dumps(d)) for "
     "d in bson.decode_file_iter(open('FILE', 'rb'))]\" > table.jsonl"},
    {".onnx", "an ONNX file, which holds a model", "name the data instead"},
    {".arff", "an ARFF file",
     "write it as Parquet: python -c \"import pandas, scipy.io.arff as a; "
     "pandas.DataFrame(a.loadarff('FILE')[0]).map(lambda v: v.decode() if isinstance(v, bytes) "
     "else v).to_parquet('table.parquet')\""},
    {".libsvm", "a LIBSVM file", kLibsvmAdvice},
    {".svmlight", "a LIBSVM file", kLibsvmAdvice},
    {".svm", "a LIBSVM file", kLibsvmAdvice},
    {".mdb", "an Access database", "write a table as CSV: mdb-export 'FILE' NAME > table.csv"},
    {".accdb", "an Access database", "write a table as CSV: mdb-export 'FILE' NAME > table.csv"},
    {".shp", "a shapefile", kShapeAdvice},
    {".dbf", "a dBASE file", kShapeAdvice},
});

}  // namespace vitrine::source
