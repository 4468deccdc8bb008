// Points by WebGL2: places and colours lie in the graphics memory, a frame is one or two calls.

import type { Frame, Painter } from './painting';
import { kFaded } from './painting';

const kVertex = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec3 colour;
uniform vec2 centre;
uniform vec2 unit;
uniform float size;
out vec3 shade;
void main() {
  gl_Position = vec4((place - centre) * unit, 0.0, 1.0);
  gl_PointSize = size;
  shade = colour;
}`;

const kFragment = `#version 300 es
precision mediump float;
in vec3 shade;
uniform vec3 background;
uniform float strength;
uniform bool is_round;
out vec4 pixel;
void main() {
  if (is_round) {
    vec2 off = gl_PointCoord - 0.5;
    if (dot(off, off) > 0.25) discard;
  }
  pixel = vec4(mix(background, shade, strength), 1.0);
}`;

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader | null {
  const shader = gl.createShader(type);
  if (!shader) return null;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return gl.getShaderParameter(shader, gl.COMPILE_STATUS) ? shader : null;
}

function link(gl: WebGL2RenderingContext): WebGLProgram | null {
  const vertex = compile(gl, gl.VERTEX_SHADER, kVertex);
  const fragment = compile(gl, gl.FRAGMENT_SHADER, kFragment);
  const program = gl.createProgram();
  if (!vertex || !fragment) return null;
  gl.attachShader(program, vertex);
  gl.attachShader(program, fragment);
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}

export class WebGlPainter implements Painter {
  readonly kind = 'webgl2';
  private count = 0;
  private glowing: Uint32Array | null = null;
  private readonly uniforms = new Map<string, WebGLUniformLocation | null>();

  /** Null where the driver refuses the shaders. */
  static create(gl: WebGL2RenderingContext): WebGlPainter | null {
    const program = link(gl);
    return program ? new WebGlPainter(gl, program) : null;
  }

  private constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly program: WebGLProgram,
    private readonly places = gl.createBuffer(),
    private readonly colours = gl.createBuffer(),
    private readonly indices = gl.createBuffer(),
  ) {
    gl.useProgram(program);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    gl.bindBuffer(gl.ARRAY_BUFFER, places);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, colours);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 3, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
  }

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.places);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, places, this.gl.STATIC_DRAW);
    this.count = places.length / 2;
  }

  setColours(colours: Uint8Array): void {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.colours);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, colours, this.gl.DYNAMIC_DRAW);
  }

  draw(frame: Frame): void {
    const { gl } = this;
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const [r, g, b] = frame.background.map((part) => part / 255) as [number, number, number];
    gl.viewport(0, 0, width, height);
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const { camera, size } = frame;
    gl.uniform2f(this.uniform('centre'), camera.x, camera.y);
    gl.uniform2f(
      this.uniform('unit'),
      (2 * camera.scale) / size.width,
      (2 * camera.scale) / size.height,
    );
    gl.uniform3f(this.uniform('background'), r, g, b);
    const pixels = frame.pointSize * frame.ratio;
    this.drawPass(pixels, frame.glowing ? kFaded : 1, null);
    if (frame.glowing) this.drawPass(pixels * frame.glowSize, 1, frame.glowing);
  }

  private drawPass(pixels: number, strength: number, some: Uint32Array | null): void {
    const { gl } = this;
    gl.uniform1f(this.uniform('size'), pixels);
    gl.uniform1f(this.uniform('strength'), strength);
    gl.uniform1i(this.uniform('is_round'), pixels >= 4 ? 1 : 0);
    if (!some) {
      gl.drawArrays(gl.POINTS, 0, this.count);
      return;
    }
    if (some !== this.glowing) {
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, some, gl.DYNAMIC_DRAW);
      this.glowing = some;
    }
    gl.drawElements(gl.POINTS, some.length, gl.UNSIGNED_INT, 0);
  }

  private uniform(name: string): WebGLUniformLocation | null {
    let location = this.uniforms.get(name);
    if (location === undefined) {
      location = this.gl.getUniformLocation(this.program, name);
      this.uniforms.set(name, location);
    }
    return location;
  }

  destroy(): void {
    for (const buffer of [this.places, this.colours, this.indices]) this.gl.deleteBuffer(buffer);
    this.gl.deleteProgram(this.program);
  }
}
