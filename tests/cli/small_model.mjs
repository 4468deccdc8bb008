// A tiny BERT with made-up weights, as the files of a model of the Hub.
import { Buffer } from 'node:buffer';

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'b', 'deep', 'graph', 'neural', 'network', '##s', 'paper', '0', '1', '2', '##0', '##1', '##2', ',', '.'];

function shapes({ hidden, wide, layers }) {
  const all = {
    'embeddings.word_embeddings.weight': [words.length, hidden],
    'embeddings.position_embeddings.weight': [64, hidden],
    'embeddings.token_type_embeddings.weight': [2, hidden],
  };
  const linear = (name, outputs, inputs) => Object.assign(all, { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] });
  const norm = (name) => Object.assign(all, { [`${name}.weight`]: [hidden], [`${name}.bias`]: [hidden] });
  norm('embeddings.LayerNorm');
  for (let i = 0; i < layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, wide, hidden);
    linear(`${layer}.output.dense`, hidden, wide);
    norm(`${layer}.output.LayerNorm`);
  }
  return all;
}

export function safetensors(header, data) {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/// Files by name. `seed` makes other weights of the same model.
export function smallModel({ hidden = 32, heads = 2, wide = 48, layers = 2, seed = 1, kind = 'bert' } = {}) {
  let state = seed;
  const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5) * 0.8;
  const header = {};
  const parts = [];
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes({ hidden, wide, layers }))) {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() + (name.endsWith('LayerNorm.weight') ? 1 : 0));
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
    parts.push(Buffer.from(values.buffer));
  }
  const config = { model_type: kind, hidden_act: 'gelu', layer_norm_eps: 1e-12, num_hidden_layers: layers, num_attention_heads: heads,
    hidden_size: hidden, intermediate_size: wide, max_position_embeddings: 64, type_vocab_size: 2, vocab_size: words.length };
  return {
    'config.json': JSON.stringify(config),
    'vocab.txt': words.join('\n') + '\n',
    '1_Pooling/config.json': JSON.stringify({ pooling_mode_mean_tokens: true }),
    'README.md': 'Never fetched.',
    'model.safetensors': safetensors(header, Buffer.concat(parts)),
  };
}
