/*
octopus-blue-green: prepare-router

Made by "npm run build"; changes belong into the sources. Runs by itself, with Node 20 or newer:
  node FILE --help
  node FILE < parameters.json

License: MIT. Contains @rgrove/parse-xml and zod; see there:

@rgrove/parse-xml

ISC License

Copyright Ryan Grove <ryan@wonko.com>

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.

zod

MIT License

Copyright (c) 2025 Colin McDonnell

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key2 of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key2) && key2 !== except)
        __defProp(to, key2, { get: () => from[key2], enumerable: !(desc = __getOwnPropDesc(from, key2)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// node_modules/@rgrove/parse-xml/dist/lib/StringScanner.js
var require_StringScanner = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/StringScanner.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.StringScanner = void 0;
    var emptyString = "";
    var surrogatePair = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;
    var StringScanner = class {
      constructor(string3) {
        this.charCount = this.charLength(string3, true);
        this.charIndex = 0;
        this.length = string3.length;
        this.multiByteMode = this.charCount !== this.length;
        this.string = string3;
        if (this.multiByteMode) {
          let charsToBytes = [];
          for (let byteIndex = 0, charIndex = 0; charIndex < this.charCount; ++charIndex) {
            charsToBytes[charIndex] = byteIndex;
            byteIndex += string3.codePointAt(byteIndex) > 65535 ? 2 : 1;
          }
          this.charsToBytes = charsToBytes;
        }
      }
      get isEnd() {
        return this.charIndex >= this.charCount;
      }
      charLength(string3, multiByteSafe = this.multiByteMode) {
        return multiByteSafe ? string3.replace(surrogatePair, "_").length : string3.length;
      }
      advance(count = 1) {
        this.charIndex = Math.min(this.charCount, this.charIndex + count);
      }
      charIndexToByteIndex(charIndex = this.charIndex) {
        return this.multiByteMode ? this.charsToBytes[charIndex] ?? Infinity : charIndex;
      }
      consume(charCount = 1) {
        let chars = this.peek(charCount);
        this.advance(charCount);
        return chars;
      }
      consumeBytes(byteCount) {
        let byteIndex = this.charIndexToByteIndex();
        let result = this.string.slice(byteIndex, byteIndex + byteCount);
        this.advance(this.charLength(result));
        return result;
      }
      consumeMatchFn(fn) {
        let { length, multiByteMode, string: string3 } = this;
        let startByteIndex = this.charIndexToByteIndex();
        let endByteIndex = startByteIndex;
        if (multiByteMode) {
          while (endByteIndex < length) {
            let char = string3[endByteIndex];
            let isSurrogatePair = char >= "\uD800" && char <= "\uDBFF";
            if (isSurrogatePair) {
              char += string3[endByteIndex + 1];
            }
            if (!fn(char)) {
              break;
            }
            endByteIndex += isSurrogatePair ? 2 : 1;
          }
        } else {
          while (endByteIndex < length && fn(string3[endByteIndex])) {
            ++endByteIndex;
          }
        }
        return this.consumeBytes(endByteIndex - startByteIndex);
      }
      consumeString(stringToConsume) {
        let { length } = stringToConsume;
        let byteIndex = this.charIndexToByteIndex();
        if (stringToConsume === this.string.slice(byteIndex, byteIndex + length)) {
          this.advance(length === 1 ? 1 : this.charLength(stringToConsume));
          return stringToConsume;
        }
        return emptyString;
      }
      consumeUntilMatch(regex) {
        let matchByteIndex = this.string.slice(this.charIndexToByteIndex()).search(regex);
        return matchByteIndex > 0 ? this.consumeBytes(matchByteIndex) : emptyString;
      }
      consumeUntilString(searchString) {
        let byteIndex = this.charIndexToByteIndex();
        let matchByteIndex = this.string.indexOf(searchString, byteIndex);
        return matchByteIndex > 0 ? this.consumeBytes(matchByteIndex - byteIndex) : emptyString;
      }
      peek(count = 1) {
        let { charIndex, string: string3 } = this;
        return this.multiByteMode ? string3.slice(this.charIndexToByteIndex(charIndex), this.charIndexToByteIndex(charIndex + count)) : string3.slice(charIndex, charIndex + count);
      }
      reset(index = 0) {
        this.charIndex = index >= 0 ? Math.min(this.charCount, index) : Math.max(0, this.charIndex + index);
      }
    };
    exports2.StringScanner = StringScanner;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/syntax.js
var require_syntax = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/syntax.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.predefinedEntities = exports2.endCharData = exports2.attValueNormalizedWhitespace = exports2.attValueCharSingleQuote = exports2.attValueCharDoubleQuote = void 0;
    exports2.isNameChar = isNameChar;
    exports2.isNameStartChar = isNameStartChar;
    exports2.isReferenceChar = isReferenceChar;
    exports2.isWhitespace = isWhitespace;
    exports2.isXmlCodePoint = isXmlCodePoint;
    exports2.attValueCharDoubleQuote = /["&<]/;
    exports2.attValueCharSingleQuote = /['&<]/;
    exports2.attValueNormalizedWhitespace = /\r\n|[\n\r\t]/g;
    exports2.endCharData = /<|&|]]>/;
    exports2.predefinedEntities = Object.freeze(Object.assign(/* @__PURE__ */ Object.create(null), { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' }));
    function isNameChar(char) {
      let cp = char.codePointAt(0);
      return cp >= 97 && cp <= 122 || cp >= 65 && cp <= 90 || cp >= 48 && cp <= 57 || cp === 45 || cp === 46 || cp === 183 || cp >= 768 && cp <= 879 || cp === 8255 || cp === 8256 || isNameStartChar(char, cp);
    }
    function isNameStartChar(char, cp = char.codePointAt(0)) {
      return cp >= 97 && cp <= 122 || cp >= 65 && cp <= 90 || cp === 58 || cp === 95 || cp >= 192 && cp <= 214 || cp >= 216 && cp <= 246 || cp >= 248 && cp <= 767 || cp >= 880 && cp <= 893 || cp >= 895 && cp <= 8191 || cp === 8204 || cp === 8205 || cp >= 8304 && cp <= 8591 || cp >= 11264 && cp <= 12271 || cp >= 12289 && cp <= 55295 || cp >= 63744 && cp <= 64975 || cp >= 65008 && cp <= 65533 || cp >= 65536 && cp <= 983039;
    }
    function isReferenceChar(char) {
      return char === "#" || isNameChar(char);
    }
    function isWhitespace(char) {
      let cp = char.codePointAt(0);
      return cp === 32 || cp === 9 || cp === 10 || cp === 13;
    }
    function isXmlCodePoint(cp) {
      return cp >= 32 && cp <= 55295 || cp === 10 || cp === 9 || cp === 13 || cp >= 57344 && cp <= 65533 || cp >= 65536 && cp <= 1114111;
    }
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlNode.js
var require_XmlNode = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlNode.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlNode = void 0;
    var XmlNode = class _XmlNode {
      constructor() {
        this.parent = null;
        this.start = -1;
        this.end = -1;
      }
      get document() {
        return this.parent?.document ?? null;
      }
      get isRootNode() {
        return this.parent !== null && this.parent === this.document && this.type === _XmlNode.TYPE_ELEMENT;
      }
      get preserveWhitespace() {
        return !!this.parent?.preserveWhitespace;
      }
      get type() {
        return "";
      }
      toJSON() {
        let json = { type: this.type };
        if (this.isRootNode) {
          json.isRootNode = true;
        }
        if (this.preserveWhitespace) {
          json.preserveWhitespace = true;
        }
        if (this.start !== -1) {
          json.start = this.start;
          json.end = this.end;
        }
        return json;
      }
    };
    exports2.XmlNode = XmlNode;
    XmlNode.TYPE_CDATA = "cdata";
    XmlNode.TYPE_COMMENT = "comment";
    XmlNode.TYPE_DOCUMENT = "document";
    XmlNode.TYPE_DOCUMENT_TYPE = "doctype";
    XmlNode.TYPE_ELEMENT = "element";
    XmlNode.TYPE_PROCESSING_INSTRUCTION = "pi";
    XmlNode.TYPE_TEXT = "text";
    XmlNode.TYPE_XML_DECLARATION = "xmldecl";
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlText.js
var require_XmlText = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlText.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlText = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlText = class extends XmlNode_js_1.XmlNode {
      constructor(text3 = "") {
        super();
        this.text = text3;
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_TEXT;
      }
      toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), { text: this.text });
      }
    };
    exports2.XmlText = XmlText;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlCdata.js
var require_XmlCdata = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlCdata.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlCdata = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlText_js_1 = require_XmlText();
    var XmlCdata = class extends XmlText_js_1.XmlText {
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_CDATA;
      }
    };
    exports2.XmlCdata = XmlCdata;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlComment.js
var require_XmlComment = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlComment.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlComment = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlComment = class extends XmlNode_js_1.XmlNode {
      constructor(content = "") {
        super();
        this.content = content;
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_COMMENT;
      }
      toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), { content: this.content });
      }
    };
    exports2.XmlComment = XmlComment;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlDeclaration.js
var require_XmlDeclaration = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlDeclaration.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlDeclaration = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlDeclaration = class extends XmlNode_js_1.XmlNode {
      constructor(version2, encoding, standalone) {
        super();
        this.version = version2;
        this.encoding = encoding ?? null;
        this.standalone = standalone ?? null;
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_XML_DECLARATION;
      }
      toJSON() {
        let json = XmlNode_js_1.XmlNode.prototype.toJSON.call(this);
        json.version = this.version;
        for (let key2 of ["encoding", "standalone"]) {
          if (this[key2] !== null) {
            json[key2] = this[key2];
          }
        }
        return json;
      }
    };
    exports2.XmlDeclaration = XmlDeclaration;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlElement.js
var require_XmlElement = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlElement.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlElement = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlElement = class _XmlElement extends XmlNode_js_1.XmlNode {
      constructor(name2, attributes = /* @__PURE__ */ Object.create(null), children = []) {
        super();
        this.name = name2;
        this.attributes = attributes;
        this.children = children;
      }
      get isEmpty() {
        return this.children.length === 0;
      }
      get preserveWhitespace() {
        let node = this;
        while (node instanceof _XmlElement) {
          if ("xml:space" in node.attributes) {
            return node.attributes["xml:space"] === "preserve";
          }
          node = node.parent;
        }
        return false;
      }
      get text() {
        return this.children.map((child) => "text" in child ? child.text : "").join("");
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_ELEMENT;
      }
      toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), { name: this.name, attributes: this.attributes, children: this.children.map((child) => child.toJSON()) });
      }
    };
    exports2.XmlElement = XmlElement;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlDocument.js
var require_XmlDocument = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlDocument.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlDocument = void 0;
    var XmlElement_js_1 = require_XmlElement();
    var XmlNode_js_1 = require_XmlNode();
    var XmlDocument = class extends XmlNode_js_1.XmlNode {
      constructor(children = []) {
        super();
        this.children = children;
      }
      get document() {
        return this;
      }
      get root() {
        for (let child of this.children) {
          if (child instanceof XmlElement_js_1.XmlElement) {
            return child;
          }
        }
        return null;
      }
      get text() {
        return this.children.map((child) => "text" in child ? child.text : "").join("");
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_DOCUMENT;
      }
      toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), { children: this.children.map((child) => child.toJSON()) });
      }
    };
    exports2.XmlDocument = XmlDocument;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlDocumentType.js
var require_XmlDocumentType = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlDocumentType.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlDocumentType = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlDocumentType = class extends XmlNode_js_1.XmlNode {
      constructor(name2, publicId, systemId, internalSubset) {
        super();
        this.name = name2;
        this.publicId = publicId ?? null;
        this.systemId = systemId ?? null;
        this.internalSubset = internalSubset ?? null;
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_DOCUMENT_TYPE;
      }
      toJSON() {
        let json = XmlNode_js_1.XmlNode.prototype.toJSON.call(this);
        json.name = this.name;
        for (let key2 of ["publicId", "systemId", "internalSubset"]) {
          if (this[key2] !== null) {
            json[key2] = this[key2];
          }
        }
        return json;
      }
    };
    exports2.XmlDocumentType = XmlDocumentType;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlError.js
var require_XmlError = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlError.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlError = void 0;
    var XmlError = class extends Error {
      constructor(message, charIndex, xml) {
        let column = 1;
        let excerpt = "";
        let line = 1;
        for (let i = 0; i < charIndex; ++i) {
          let char = xml[i];
          if (char === "\n") {
            column = 1;
            excerpt = "";
            line += 1;
          } else {
            column += 1;
            excerpt += char;
          }
        }
        let eol = xml.indexOf("\n", charIndex);
        excerpt += eol === -1 ? xml.slice(charIndex) : xml.slice(charIndex, eol);
        let excerptStart = 0;
        if (excerpt.length > 50) {
          if (column < 40) {
            excerpt = excerpt.slice(0, 50);
          } else {
            excerptStart = column - 20;
            excerpt = excerpt.slice(excerptStart, column + 30);
          }
        }
        super(`${message} (line ${line}, column ${column})
  ${excerpt}
` + " ".repeat(column - excerptStart + 1) + "^\n");
        this.column = column;
        this.excerpt = excerpt;
        this.line = line;
        this.name = "XmlError";
        this.pos = charIndex;
      }
    };
    exports2.XmlError = XmlError;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/XmlProcessingInstruction.js
var require_XmlProcessingInstruction = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/XmlProcessingInstruction.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlProcessingInstruction = void 0;
    var XmlNode_js_1 = require_XmlNode();
    var XmlProcessingInstruction = class extends XmlNode_js_1.XmlNode {
      constructor(name2, content = "") {
        super();
        this.name = name2;
        this.content = content;
      }
      get type() {
        return XmlNode_js_1.XmlNode.TYPE_PROCESSING_INSTRUCTION;
      }
      toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), { name: this.name, content: this.content });
      }
    };
    exports2.XmlProcessingInstruction = XmlProcessingInstruction;
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/Parser.js
var require_Parser = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/Parser.js"(exports2) {
    "use strict";
    var __createBinding = exports2 && exports2.__createBinding || (Object.create ? (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      var desc = Object.getOwnPropertyDescriptor(m, k);
      if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
        desc = { enumerable: true, get: function() {
          return m[k];
        } };
      }
      Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      o[k2] = m[k];
    }));
    var __setModuleDefault = exports2 && exports2.__setModuleDefault || (Object.create ? (function(o, v) {
      Object.defineProperty(o, "default", { enumerable: true, value: v });
    }) : function(o, v) {
      o["default"] = v;
    });
    var __importStar = exports2 && exports2.__importStar || function(mod) {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) {
        for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
      }
      __setModuleDefault(result, mod);
      return result;
    };
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.Parser = void 0;
    var StringScanner_js_1 = require_StringScanner();
    var syntax = __importStar(require_syntax());
    var XmlCdata_js_1 = require_XmlCdata();
    var XmlComment_js_1 = require_XmlComment();
    var XmlDeclaration_js_1 = require_XmlDeclaration();
    var XmlDocument_js_1 = require_XmlDocument();
    var XmlDocumentType_js_1 = require_XmlDocumentType();
    var XmlElement_js_1 = require_XmlElement();
    var XmlError_js_1 = require_XmlError();
    var XmlNode_js_1 = require_XmlNode();
    var XmlProcessingInstruction_js_1 = require_XmlProcessingInstruction();
    var XmlText_js_1 = require_XmlText();
    var emptyString = "";
    var Parser = class {
      constructor(xml, options = {}) {
        let doc = this.document = new XmlDocument_js_1.XmlDocument();
        this.currentNode = doc;
        this.options = options;
        this.scanner = new StringScanner_js_1.StringScanner(xml);
        if (this.options.includeOffsets) {
          doc.start = 0;
          doc.end = xml.length;
        }
        this.parse();
      }
      addNode(node, charIndex) {
        node.parent = this.currentNode;
        if (this.options.includeOffsets) {
          node.start = this.scanner.charIndexToByteIndex(charIndex);
          node.end = this.scanner.charIndexToByteIndex();
        }
        this.currentNode.children.push(node);
        return true;
      }
      addText(text3, charIndex, normalize = true) {
        let { children } = this.currentNode;
        let { length } = children;
        if (normalize) {
          text3 = normalizeLineBreaks(text3);
        }
        if (length > 0) {
          let prevNode = children[length - 1];
          if (prevNode?.type === XmlNode_js_1.XmlNode.TYPE_TEXT) {
            let textNode = prevNode;
            textNode.text += text3;
            if (this.options.includeOffsets) {
              textNode.end = this.scanner.charIndexToByteIndex();
            }
            return true;
          }
        }
        return this.addNode(new XmlText_js_1.XmlText(text3), charIndex);
      }
      consumeAttributes() {
        let attributes = /* @__PURE__ */ Object.create(null);
        while (this.consumeWhitespace()) {
          let attrName = this.consumeName();
          if (!attrName) {
            break;
          }
          let attrValue = this.consumeEqual() && this.consumeAttributeValue();
          if (attrValue === false) {
            throw this.error("Attribute value expected");
          }
          if (attrName in attributes) {
            throw this.error(`Duplicate attribute: ${attrName}`);
          }
          if (attrName === "xml:space" && attrValue !== "default" && attrValue !== "preserve") {
            throw this.error('Value of the `xml:space` attribute must be "default" or "preserve"');
          }
          attributes[attrName] = attrValue;
        }
        if (this.options.sortAttributes) {
          let attrNames = Object.keys(attributes).sort();
          let sortedAttributes = /* @__PURE__ */ Object.create(null);
          for (let i = 0; i < attrNames.length; ++i) {
            let attrName = attrNames[i];
            sortedAttributes[attrName] = attributes[attrName];
          }
          attributes = sortedAttributes;
        }
        return attributes;
      }
      consumeAttributeValue() {
        let { scanner } = this;
        let quote = scanner.peek();
        if (quote !== '"' && quote !== "'") {
          return false;
        }
        scanner.advance();
        let chars;
        let isClosed = false;
        let value = emptyString;
        let regex = quote === '"' ? syntax.attValueCharDoubleQuote : syntax.attValueCharSingleQuote;
        matchLoop: while (!scanner.isEnd) {
          chars = scanner.consumeUntilMatch(regex);
          if (chars) {
            this.validateChars(chars);
            value += chars.replace(syntax.attValueNormalizedWhitespace, " ");
          }
          switch (scanner.peek()) {
            case quote:
              isClosed = true;
              break matchLoop;
            case "&":
              value += this.consumeReference();
              continue;
            case "<":
              throw this.error("Unescaped `<` is not allowed in an attribute value");
            default:
              break matchLoop;
          }
        }
        if (!isClosed) {
          throw this.error("Unclosed attribute");
        }
        scanner.advance();
        return value;
      }
      consumeCdataSection() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<![CDATA[")) {
          return false;
        }
        let text3 = scanner.consumeUntilString("]]>");
        this.validateChars(text3);
        if (!scanner.consumeString("]]>")) {
          throw this.error("Unclosed CDATA section");
        }
        return this.options.preserveCdata ? this.addNode(new XmlCdata_js_1.XmlCdata(normalizeLineBreaks(text3)), startIndex) : this.addText(text3, startIndex);
      }
      consumeCharData() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        let charData = scanner.consumeUntilMatch(syntax.endCharData);
        if (!charData) {
          return false;
        }
        this.validateChars(charData);
        if (scanner.peek(3) === "]]>") {
          throw this.error("Element content may not contain the CDATA section close delimiter `]]>`");
        }
        return this.addText(charData, startIndex);
      }
      consumeComment() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<!--")) {
          return false;
        }
        let content = scanner.consumeUntilString("--");
        this.validateChars(content);
        if (!scanner.consumeString("-->")) {
          if (scanner.peek(2) === "--") {
            throw this.error("The string `--` isn't allowed inside a comment");
          }
          throw this.error("Unclosed comment");
        }
        return this.options.preserveComments ? this.addNode(new XmlComment_js_1.XmlComment(normalizeLineBreaks(content)), startIndex) : true;
      }
      consumeContentReference() {
        let startIndex = this.scanner.charIndex;
        let ref = this.consumeReference();
        return ref ? this.addText(ref, startIndex, false) : false;
      }
      consumeDoctypeDeclaration() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<!DOCTYPE")) {
          return false;
        }
        let name2 = this.consumeWhitespace() && this.consumeName();
        if (!name2) {
          throw this.error("Expected a name");
        }
        let publicId;
        let systemId;
        if (this.consumeWhitespace()) {
          if (scanner.consumeString("PUBLIC")) {
            publicId = this.consumeWhitespace() && this.consumePubidLiteral();
            if (publicId === false) {
              throw this.error("Expected a public identifier");
            }
            this.consumeWhitespace();
          }
          if (publicId !== void 0 || scanner.consumeString("SYSTEM")) {
            this.consumeWhitespace();
            systemId = this.consumeSystemLiteral();
            if (systemId === false) {
              throw this.error("Expected a system identifier");
            }
            this.consumeWhitespace();
          }
        }
        let internalSubset;
        if (scanner.consumeString("[")) {
          internalSubset = scanner.consumeUntilMatch(/\][\x20\t\r\n]*>/);
          if (!scanner.consumeString("]")) {
            throw this.error("Unclosed internal subset");
          }
          this.consumeWhitespace();
        }
        if (!scanner.consumeString(">")) {
          throw this.error("Unclosed doctype declaration");
        }
        return this.options.preserveDocumentType ? this.addNode(new XmlDocumentType_js_1.XmlDocumentType(name2, publicId, systemId, internalSubset), startIndex) : true;
      }
      consumeElement() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<")) {
          return false;
        }
        let name2 = this.consumeName();
        if (!name2) {
          scanner.reset(startIndex);
          return false;
        }
        let attributes = this.consumeAttributes();
        let isEmpty = !!scanner.consumeString("/>");
        let element = new XmlElement_js_1.XmlElement(name2, attributes);
        element.parent = this.currentNode;
        if (!isEmpty) {
          if (!scanner.consumeString(">")) {
            throw this.error(`Unclosed start tag for element \`${name2}\``);
          }
          this.currentNode = element;
          do {
            this.consumeCharData();
          } while (this.consumeElement() || this.consumeContentReference() || this.consumeCdataSection() || this.consumeProcessingInstruction() || this.consumeComment());
          let endTagMark = scanner.charIndex;
          let endTagName;
          if (!scanner.consumeString("</") || !(endTagName = this.consumeName()) || endTagName !== name2) {
            scanner.reset(endTagMark);
            throw this.error(`Missing end tag for element ${name2}`);
          }
          this.consumeWhitespace();
          if (!scanner.consumeString(">")) {
            throw this.error(`Unclosed end tag for element ${name2}`);
          }
          this.currentNode = element.parent;
        }
        return this.addNode(element, startIndex);
      }
      consumeEqual() {
        this.consumeWhitespace();
        if (this.scanner.consumeString("=")) {
          this.consumeWhitespace();
          return true;
        }
        return false;
      }
      consumeMisc() {
        return this.consumeComment() || this.consumeProcessingInstruction() || this.consumeWhitespace();
      }
      consumeName() {
        return syntax.isNameStartChar(this.scanner.peek()) ? this.scanner.consumeMatchFn(syntax.isNameChar) : emptyString;
      }
      consumeProcessingInstruction() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<?")) {
          return false;
        }
        let name2 = this.consumeName();
        if (name2) {
          if (name2.toLowerCase() === "xml") {
            scanner.reset(startIndex);
            throw this.error("XML declaration isn't allowed here");
          }
        } else {
          throw this.error("Invalid processing instruction");
        }
        if (!this.consumeWhitespace()) {
          if (scanner.consumeString("?>")) {
            return this.addNode(new XmlProcessingInstruction_js_1.XmlProcessingInstruction(name2), startIndex);
          }
          throw this.error("Whitespace is required after a processing instruction name");
        }
        let content = scanner.consumeUntilString("?>");
        this.validateChars(content);
        if (!scanner.consumeString("?>")) {
          throw this.error("Unterminated processing instruction");
        }
        return this.addNode(new XmlProcessingInstruction_js_1.XmlProcessingInstruction(name2, normalizeLineBreaks(content)), startIndex);
      }
      consumeProlog() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        this.consumeXmlDeclaration();
        while (this.consumeMisc()) {
        }
        if (this.consumeDoctypeDeclaration()) {
          while (this.consumeMisc()) {
          }
        }
        return startIndex < scanner.charIndex;
      }
      consumePubidLiteral() {
        let startIndex = this.scanner.charIndex;
        let value = this.consumeSystemLiteral();
        if (value !== false && !/^[-\x20\r\na-zA-Z0-9'()+,./:=?;!*#@$_%]*$/.test(value)) {
          this.scanner.reset(startIndex);
          throw this.error("Invalid character in public identifier");
        }
        return value;
      }
      consumeReference() {
        let { scanner } = this;
        if (!scanner.consumeString("&")) {
          return false;
        }
        let ref = scanner.consumeMatchFn(syntax.isReferenceChar);
        if (scanner.consume() !== ";") {
          throw this.error("Unterminated reference (a reference must end with `;`)");
        }
        let parsedValue2;
        if (ref[0] === "#") {
          let codePoint = ref[1] === "x" ? parseInt(ref.slice(2), 16) : parseInt(ref.slice(1), 10);
          if (isNaN(codePoint) || !/^#(?:x[0-9A-Fa-f]+|[0-9]+)$/.test(ref)) {
            throw this.error("Invalid character reference");
          }
          if (!syntax.isXmlCodePoint(codePoint)) {
            throw this.error("Character reference resolves to an invalid character");
          }
          parsedValue2 = String.fromCodePoint(codePoint);
        } else {
          parsedValue2 = syntax.predefinedEntities[ref];
          if (parsedValue2 === void 0) {
            let { ignoreUndefinedEntities, resolveUndefinedEntity } = this.options;
            let wrappedRef = `&${ref};`;
            if (resolveUndefinedEntity) {
              let resolvedValue = resolveUndefinedEntity(wrappedRef);
              if (resolvedValue !== null && resolvedValue !== void 0) {
                let type = typeof resolvedValue;
                if (type !== "string") {
                  throw new TypeError(`\`resolveUndefinedEntity()\` must return a string, \`null\`, or \`undefined\`, but returned a value of type ${type}`);
                }
                return resolvedValue;
              }
            }
            if (ignoreUndefinedEntities) {
              return wrappedRef;
            }
            scanner.reset(-wrappedRef.length);
            throw this.error(`Named entity isn't defined: ${wrappedRef}`);
          }
        }
        return parsedValue2;
      }
      consumeSystemLiteral() {
        let { scanner } = this;
        let quote = scanner.consumeString('"') || scanner.consumeString("'");
        if (!quote) {
          return false;
        }
        let value = scanner.consumeUntilString(quote);
        this.validateChars(value);
        if (!scanner.consumeString(quote)) {
          throw this.error("Missing end quote");
        }
        return value;
      }
      consumeWhitespace() {
        return !!this.scanner.consumeMatchFn(syntax.isWhitespace);
      }
      consumeXmlDeclaration() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString("<?xml")) {
          return false;
        }
        if (syntax.isNameChar(scanner.peek())) {
          scanner.reset(startIndex);
          return false;
        }
        if (!this.consumeWhitespace()) {
          throw this.error("Invalid XML declaration");
        }
        let version2 = !!scanner.consumeString("version") && this.consumeEqual() && this.consumeSystemLiteral();
        if (version2 === false) {
          throw this.error("XML version is missing or invalid");
        } else if (!/^1\.[0-9]+$/.test(version2)) {
          throw this.error("Invalid character in version number");
        }
        let encoding;
        let standalone;
        if (this.consumeWhitespace()) {
          encoding = !!scanner.consumeString("encoding") && this.consumeEqual() && this.consumeSystemLiteral();
          if (encoding) {
            if (!/^[A-Za-z][\w.-]*$/.test(encoding)) {
              throw this.error("Invalid character in encoding name");
            }
            this.consumeWhitespace();
          }
          standalone = !!scanner.consumeString("standalone") && this.consumeEqual() && this.consumeSystemLiteral();
          if (standalone) {
            if (standalone !== "yes" && standalone !== "no") {
              throw this.error('Only "yes" and "no" are permitted as values of `standalone`');
            }
            this.consumeWhitespace();
          }
        }
        if (!scanner.consumeString("?>")) {
          throw this.error("Invalid or unclosed XML declaration");
        }
        return this.options.preserveXmlDeclaration ? this.addNode(new XmlDeclaration_js_1.XmlDeclaration(version2, encoding || void 0, standalone || void 0), startIndex) : true;
      }
      error(message) {
        let { scanner } = this;
        return new XmlError_js_1.XmlError(message, scanner.charIndex, scanner.string);
      }
      parse() {
        this.scanner.consumeString("\uFEFF");
        this.consumeProlog();
        if (!this.consumeElement()) {
          throw this.error("Root element is missing or invalid");
        }
        while (this.consumeMisc()) {
        }
        if (!this.scanner.isEnd) {
          throw this.error("Extra content at the end of the document");
        }
      }
      validateChars(string3) {
        let { length } = string3;
        for (let i = 0; i < length; ++i) {
          let cp = string3.codePointAt(i);
          if (!syntax.isXmlCodePoint(cp)) {
            this.scanner.reset(-([...string3].length - i));
            throw this.error("Invalid character");
          }
          if (cp > 65535) {
            i += 1;
          }
        }
      }
    };
    exports2.Parser = Parser;
    function normalizeLineBreaks(text3) {
      let i = 0;
      while ((i = text3.indexOf("\r", i)) !== -1) {
        text3 = text3[i + 1] === "\n" ? text3.slice(0, i) + text3.slice(i + 1) : text3.slice(0, i) + "\n" + text3.slice(i + 1);
      }
      return text3;
    }
  }
});

// node_modules/@rgrove/parse-xml/dist/lib/types.js
var require_types = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/lib/types.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: true });
  }
});

// node_modules/@rgrove/parse-xml/dist/index.js
var require_dist = __commonJS({
  "node_modules/@rgrove/parse-xml/dist/index.js"(exports2) {
    "use strict";
    var __createBinding = exports2 && exports2.__createBinding || (Object.create ? (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      var desc = Object.getOwnPropertyDescriptor(m, k);
      if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
        desc = { enumerable: true, get: function() {
          return m[k];
        } };
      }
      Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      o[k2] = m[k];
    }));
    var __exportStar = exports2 && exports2.__exportStar || function(m, exports22) {
      for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports22, p)) __createBinding(exports22, m, p);
    };
    Object.defineProperty(exports2, "__esModule", { value: true });
    exports2.XmlText = exports2.XmlProcessingInstruction = exports2.XmlNode = exports2.XmlError = exports2.XmlElement = exports2.XmlDocumentType = exports2.XmlDocument = exports2.XmlDeclaration = exports2.XmlComment = exports2.XmlCdata = void 0;
    exports2.parseXml = parseXml3;
    var Parser_js_1 = require_Parser();
    __exportStar(require_types(), exports2);
    var XmlCdata_js_1 = require_XmlCdata();
    Object.defineProperty(exports2, "XmlCdata", { enumerable: true, get: function() {
      return XmlCdata_js_1.XmlCdata;
    } });
    var XmlComment_js_1 = require_XmlComment();
    Object.defineProperty(exports2, "XmlComment", { enumerable: true, get: function() {
      return XmlComment_js_1.XmlComment;
    } });
    var XmlDeclaration_js_1 = require_XmlDeclaration();
    Object.defineProperty(exports2, "XmlDeclaration", { enumerable: true, get: function() {
      return XmlDeclaration_js_1.XmlDeclaration;
    } });
    var XmlDocument_js_1 = require_XmlDocument();
    Object.defineProperty(exports2, "XmlDocument", { enumerable: true, get: function() {
      return XmlDocument_js_1.XmlDocument;
    } });
    var XmlDocumentType_js_1 = require_XmlDocumentType();
    Object.defineProperty(exports2, "XmlDocumentType", { enumerable: true, get: function() {
      return XmlDocumentType_js_1.XmlDocumentType;
    } });
    var XmlElement_js_1 = require_XmlElement();
    Object.defineProperty(exports2, "XmlElement", { enumerable: true, get: function() {
      return XmlElement_js_1.XmlElement;
    } });
    var XmlError_js_1 = require_XmlError();
    Object.defineProperty(exports2, "XmlError", { enumerable: true, get: function() {
      return XmlError_js_1.XmlError;
    } });
    var XmlNode_js_1 = require_XmlNode();
    Object.defineProperty(exports2, "XmlNode", { enumerable: true, get: function() {
      return XmlNode_js_1.XmlNode;
    } });
    var XmlProcessingInstruction_js_1 = require_XmlProcessingInstruction();
    Object.defineProperty(exports2, "XmlProcessingInstruction", { enumerable: true, get: function() {
      return XmlProcessingInstruction_js_1.XmlProcessingInstruction;
    } });
    var XmlText_js_1 = require_XmlText();
    Object.defineProperty(exports2, "XmlText", { enumerable: true, get: function() {
      return XmlText_js_1.XmlText;
    } });
    function parseXml3(xml, options) {
      return new Parser_js_1.Parser(xml, options).document;
    }
  }
});

// src/octopus/run-step.ts
var import_node_fs2 = require("node:fs");

// src/machine/below-normal.ts
async function workBelowNormal() {
  const { constants: constants3, getPriority, setPriority } = await Promise.resolve().then(() => __toESM(require("node:os"), 1));
  const { PRIORITY_BELOW_NORMAL } = constants3.priority;
  try {
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
  } catch {
  }
}

// src/octopus/step-failed.ts
var StepFailed = class extends Error {
  happened;
  untouched;
  todo;
  constructor(told4) {
    super(`${told4.happened} ${told4.untouched} ${told4.todo}`, told4.cause === void 0 ? {} : { cause: told4.cause });
    this.name = new.target.name;
    this.happened = told4.happened;
    this.untouched = told4.untouched;
    this.todo = told4.todo;
  }
};
function whatHappened(error) {
  if (error instanceof StepFailed) return error.happened;
  return error instanceof Error ? error.message : String(error);
}

// src/octopus/bad-parameters.ts
var BadParameters = class extends StepFailed {
  constructor(problems) {
    super({
      happened: `${problems.length === 1 ? "A parameter is" : `${problems.length} parameters are`} not right:
${problems.map((problem) => `- ${problem}`).join("\n")}
`,
      untouched: "Nothing was changed.",
      todo: "Correct the values in the process or in the project variables, and deploy again."
    });
  }
};

// src/machine/who-holds-it.ts
var whoHoldsIt = (platform = process.platform) => platform === "win32" ? "Which program has a file or folder open is told by Resource Monitor (resmon.exe, CPU, Associated Handles) and by handle.exe of Sysinternals." : 'Which program has a file open is told by "fuser -v" with its path.';

// src/octopus/file-failed.ts
var denied = {
  why: "access is denied",
  todo: "Let the account of the Tentacle write there, and look whether something is read-only."
};
var full = { why: "the disk is full", todo: "Make room on that disk." };
function reasonOf(code, platform) {
  const busy = {
    why: "another program keeps it open",
    todo: `Find out which, and close it. ${whoHoldsIt(platform)}`
  };
  const either = {
    why: "another program keeps it open, or access is denied",
    todo: `${whoHoldsIt(platform)} If none has: let the account of the Tentacle write there, and look whether something is read-only.`
  };
  const refused2 = platform === "win32" ? either : denied;
  const known2 = {
    ENOSPC: full,
    EDQUOT: full,
    EACCES: refused2,
    EPERM: refused2,
    EROFS: denied,
    EBUSY: busy,
    ETXTBSY: busy,
    EIO: { why: "the disk has a fault", todo: "Look into the event log of this machine." }
  };
  return known2[code];
}
var FileFailed = class _FileFailed extends StepFailed {
  constructor(what, { why, todo }, cause) {
    super({
      happened: `${what}: ${why}.`,
      untouched: "The step stopped there; what it had done before stays done, and the next run goes on from it.",
      todo: `${todo} Then run this step again.`,
      cause
    });
  }
  /** @returns undefined for what is no such error */
  static from(error, platform = process.platform) {
    if (!(error instanceof Error)) return void 0;
    const {
      code = "",
      syscall = "file access",
      path: path3,
      dest,
      triedMs
    } = error;
    const reason = reasonOf(code, platform);
    const where = path3 && dest ? `${path3} to ${dest}` : path3;
    const tried = triedMs === void 0 ? "" : `, tried for ${(triedMs / 1e3).toFixed(0)} s`;
    return reason && new _FileFailed(`${where ? `${where} (` : ""}${syscall} ${code}${where ? ")" : ""}${tried}`, reason, error);
  }
};

// node_modules/zod/v4/core/util.js
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function aborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue === false) {
      return true;
    }
  }
  return false;
}
function unwrapMessage(message) {
  return typeof message === "string" ? message : message?.message;
}
function attachSchema(issues, start, inst) {
  var _a2;
  for (let i = start; i < issues.length; i++) {
    (_a2 = issues[i]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config2) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config2.customError?.(iss)) ?? unwrapMessage(config2.localeError?.(iss)) ?? "Invalid input";
  const full2 = {};
  for (const k of Object.keys(iss)) {
    if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
      continue;
    full2[k] = iss[k];
  }
  full2.path ?? (full2.path = []);
  full2.message = message;
  if (ctx?.reportInput) {
    full2.input = iss.input;
  }
  return full2;
}
function members(proto, table) {
  for (const key2 in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key2);
    if (desc.get)
      Object.defineProperty(proto, key2, { ...desc, enumerable: false });
    else
      defineBound(proto, key2, desc.value);
  }
}
function own(inst, key2, value, enumerable = true) {
  Object.defineProperty(inst, key2, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key2, value) {
  return own(inst, key2, value, false);
}
function defineBound(proto, key2, fn) {
  Object.defineProperty(proto, key2, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key2, fn.bind(this));
    },
    set(value) {
      own(this, key2, value);
    }
  });
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key2, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key2 in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key2, {
    configurable: true,
    get() {
      Object.defineProperty(this, key2, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key2];
        else
          Object.defineProperty(this, key2, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key2];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key2, { configurable: true, writable: true, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var NEVER = /* @__PURE__ */ Object.freeze({
  status: "aborted"
});
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E = _E;
  if (E) {
    const saved = E.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name2, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name2)) {
      return;
    }
    inst._zod.traits.add(name2);
    initializer2(inst, def);
    if (initialized) {
      const own2 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own2;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target = up ?? own2;
      if (!initialized.has(target)) {
        initialized.add(target);
        members(target, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k))
        continue;
      if (!(k in inst)) {
        inst[k] = proto2[k].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name2 });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name2);
    }
  });
  Object.defineProperty(_, "name", { value: name2 });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
var $ZodEncodeError = class extends Error {
  constructor(name2) {
    super(`Encountered unidirectional transform during encode: ${name2}`);
    this.name = "ZodEncodeError";
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, _params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parse = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e) {
      error = e;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var anyString = /^[\s\S]{0,}$/;

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r instanceof Promise))
          return toStandardResult(r, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodTransform = /* @__PURE__ */ $constructor("$ZodTransform", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.optin = "optional";
  globalConfig.memoizer?.guard(inst);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      throw new $ZodEncodeError(inst.constructor.name);
    }
    const _out = def.transform(payload.value, payload);
    if (ctx.async) {
      const output = _out instanceof Promise ? _out : Promise.resolve(_out);
      return output.then((output2) => {
        payload.value = output2;
        return payload;
      });
    }
    if (_out instanceof Promise) {
      throw new $ZodAsyncError();
    }
    payload.value = _out;
    return payload;
  };
});
var $ZodPipe = /* @__PURE__ */ $constructor("$ZodPipe", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
  defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
  defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
  defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      const right = def.out._zod.run(payload, ctx);
      if (right instanceof Promise) {
        return right.then((right2) => handlePipeResult(right2, def.in, ctx));
      }
      return handlePipeResult(right, def.in, ctx);
    }
    const left = def.in._zod.run(payload, ctx);
    if (left instanceof Promise) {
      return left.then((left2) => handlePipeResult(left2, def.out, ctx));
    }
    return handlePipeResult(left, def.out, ctx);
  };
});
function handlePipeResult(left, next, ctx) {
  if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
    left.aborted = true;
    return left;
  }
  return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniTransform = /* @__PURE__ */ $constructor("ZodMiniTransform", (inst, def) => {
  $ZodTransform.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
  return new ZodMiniTransform({
    type: "transform",
    transform: fn
  });
}
var ZodMiniPipe = /* @__PURE__ */ $constructor("ZodMiniPipe", (inst, def) => {
  $ZodPipe.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
  return new ZodMiniPipe({
    type: "pipe",
    in: in_,
    out
  });
}

// src/octopus/parse-inputs.ts
var reference = (variable) => `#{${variable}}`;
function given(input, text3) {
  const value = text3 ?? "";
  return input.optional && input.variable && value.trim() === reference(input.variable) ? "" : value;
}
function problemOf(input, value) {
  if (value.trim() === "") return input.optional ? void 0 : "is empty";
  const unset = /#\{([^}]*)\}/.exec(value);
  if (unset && !input.sensitive)
    return `still holds ${unset[0].slice(0, 200)}: the variable "${unset[1]?.slice(0, 200)}" was never set`;
  if (value.includes("\0")) return "holds a NUL character";
  return void 0;
}
function parseInputs(inputs, texts) {
  const problems = [];
  const values = {};
  for (const [name2, input] of Object.entries(inputs)) {
    const text3 = given(input, texts[name2]);
    const problem = problemOf(input, text3);
    const parsed2 = problem === void 0 ? safeParse(input.schema, text3) : void 0;
    if (parsed2?.success) values[name2] = parsed2.data;
    else {
      const what = problem ?? parsed2?.error?.issues.map((issue2) => issue2.message).join("; ");
      problems.push(`${input.label} (${name2}) ${what}. Example of a good value: ${input.example}`);
    }
  }
  if (problems.length > 0) throw new BadParameters(problems);
  return values;
}

// src/octopus/service-messages.ts
var base64 = (text3) => Buffer.from(text3, "utf8").toString("base64");
var serviceMessage = (name2, attributes = {}) => `##octopus[${[name2, ...Object.entries(attributes).map(([key2, value]) => `${key2}='${base64(value)}'`)].join(" ")}]
`;
function printable(text3) {
  return text3.split(/\r\n|\n/).map(
    (line) => line.replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/##(?=octopus)/gi, "# #")
  );
}
function serviceMessages(write, variables, secrets) {
  const hidden = secrets.flatMap((secret) => [secret, ...secret.split(/\r\n|\r|\n/)].map((part) => part.trim())).filter((part) => part !== "").sort((a, b) => b.length - a.length);
  const masked = (text3) => hidden.reduce((shown2, secret) => shown2.replaceAll(secret, "********"), text3);
  const lines2 = (text3) => printable(masked(text3)).map((line) => `${line}
`).join("");
  const at = (level, text3) => write(serviceMessage(`stdout-${level}`) + lines2(text3) + serviceMessage("stdout-default"));
  return {
    info: (text3) => write(lines2(text3)),
    verbose: (text3) => at("verbose", text3),
    warning: (text3) => at("warning", text3),
    highlight: (text3) => at("highlight", text3),
    progress: (percentage, message) => write(serviceMessage("progress", { percentage: String(Math.round(percentage)), message: masked(message) })),
    set: (name2, value) => write(serviceMessage("setVariable", { name: name2, value: String(value) })),
    artifact: (path3, name2) => write(serviceMessage("createArtifact", { path: path3, name: name2, length: "0" })),
    variable: (name2) => variables[name2] || void 0,
    failed: (message) => {
      at("error", message);
      write(serviceMessage("resultMessage", { message: printable(masked(message)).join(" ") }));
    }
  };
}

// src/octopus/standard-output.ts
var import_node_fs = require("node:fs");
var fullPipe = new Int32Array(new SharedArrayBuffer(4));
var pauseMs = 5;
function writeOutput(text3) {
  let rest = Buffer.from(text3);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs.writeSync)(1, rest));
    } catch (error) {
      const { code } = error;
      if (code === "EPIPE" || code === "EOF") process.exit(1);
      if (code !== "EAGAIN") throw error;
      Atomics.wait(fullPipe, 0, 0, pauseMs);
    }
  }
}

// src/octopus/run-step.ts
var handedOver = /* @__PURE__ */ Symbol.for("blue-green.parameters");
function readParameters() {
  const global = globalThis;
  if (global[handedOver]) return global[handedOver];
  return process.stdin.isTTY ? {} : parametersIn((0, import_node_fs2.readFileSync)(0, "utf8"));
}
function parametersIn(json) {
  const text3 = json.replace(/^\ufeff/, "").trim();
  let found;
  try {
    found = text3 === "" ? {} : JSON.parse(text3);
  } catch {
    throw new BadParameters(['Standard input is not JSON. It has to be an object, like {"BG.Application": "MyApp"}']);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new BadParameters(['Standard input is JSON, but not an object, like {"BG.Application": "MyApp"}']);
  const others = Object.entries(found).flatMap(([name2, value]) => typeof value === "string" ? [] : [name2]);
  if (others.length > 0) throw new BadParameters(others.map((name2) => `${name2} is not a text: put it in quotes`));
  return found;
}
function usage(step2) {
  const width = Math.max(...Object.keys(step2.inputs).map((name2) => name2.length));
  return [
    "Runs one step of a blue-green deployment. The parameters come as a JSON object on standard input, for example:",
    `  echo '${JSON.stringify(Object.fromEntries(Object.entries(step2.inputs).map(([name2, input]) => [name2, input.example])))}' | node FILE`,
    "",
    ...Object.entries(step2.inputs).map(
      ([name2, input]) => `  ${name2.padEnd(width)}  ${input.label}${input.optional ? " (may be left out)" : ""}`
    ),
    ""
  ].join("\n");
}
async function runStep(step2) {
  if (process.argv.includes("--help")) {
    writeOutput(usage(step2));
    return;
  }
  let octopus = serviceMessages(writeOutput, {}, []);
  const outputs = {};
  try {
    const texts = readParameters();
    const secrets = Object.entries(step2.inputs).flatMap(([name2, input]) => input.sensitive ? [texts[name2] ?? ""] : []);
    octopus = serviceMessages(writeOutput, texts, secrets);
    if (step2.changes) await workBelowNormal();
    octopus.info(await step2.run(parseInputs(step2.inputs, texts), listingOutputs(octopus, outputs)));
  } catch (thrown) {
    const error = FileFailed.from(thrown) ?? thrown;
    process.exitCode = 1;
    if (error instanceof StepFailed) octopus.failed(error.message);
    else octopus.failed(`This is a defect of the step, not of the deployment: ${String(error)}`);
    for (let cause = error instanceof StepFailed ? error.cause : error; cause instanceof Error; cause = cause.cause)
      octopus.verbose(`Caused by ${cause.stack ?? cause.message}`);
  }
  if (Object.keys(outputs).length > 0) octopus.verbose(`Outputs: ${JSON.stringify(outputs)}`);
}
function listingOutputs(octopus, outputs) {
  const set = (name2, value) => {
    outputs[name2] = String(value);
    octopus.set(name2, value);
  };
  return { ...octopus, set };
}

// src/steps/prepare-router.ts
var import_node_net = require("node:net");

// src/machine/paths.ts
var import_node_path = __toESM(require("node:path"), 1);
var paths = process.platform === "win32" ? import_node_path.default.win32 : import_node_path.default.posix;
function isInside(folder2, inner, rules = paths) {
  const windows = rules.sep === "\\";
  const names2 = (whole) => whole.split(windows ? /[\\/]/ : "/").filter((name2) => name2 !== "" && name2 !== ".");
  const odd = (name2) => name2 === ".." || windows && /[. ]$/.test(name2);
  if (!rules.isAbsolute(folder2) || !rules.isAbsolute(inner)) return false;
  if (names2(folder2).some(odd) || names2(inner).some(odd)) return false;
  const comparable = (whole) => windows ? rules.resolve(whole).toLowerCase() : rules.resolve(whole);
  const relative = rules.relative(comparable(folder2), comparable(inner));
  return relative !== "" && !relative.startsWith("..") && !rules.isAbsolute(relative);
}
var isSamePath = (one, other, rules = paths) => rules.isAbsolute(one) && rules.isAbsolute(other) && rules.relative(one, other) === "";
function machineFolder(env = process.env) {
  const programData = env["ProgramData"];
  return programData ? paths.join(programData, "octopus-blue-green") : "/var/lib/octopus-blue-green";
}

// src/machine/retry-busy.ts
var import_promises = require("node:timers/promises");
var onWindows = ["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"];
var elsewhere = ["EBUSY", "ENOTEMPTY"];
var fileLimitMs = 1e4;
var intervalMs = 50;
function isBusy(error, platform = process.platform) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (platform === "win32" ? onWindows : elsewhere).includes(code);
}
async function retryBusy(action2, { limitMs: limitMs2 = fileLimitMs, onWait } = {}) {
  let startedAt;
  for (; ; ) {
    try {
      return await action2();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (startedAt === void 0) {
        startedAt = performance.now();
        onWait?.(error);
      }
      const triedMs = performance.now() - startedAt;
      if (triedMs >= limitMs2) throw Object.assign(error, { triedMs });
      await (0, import_promises.setTimeout)(Math.random() * Math.min(intervalMs, 1 + triedMs));
    }
  }
}

// src/slots/read-if-there.ts
var import_node_fs3 = require("node:fs");
async function readIfThere(file) {
  return retryBusy(async () => (0, import_node_fs3.readFileSync)(file, "utf8")).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}

// src/deploy/rotation-setting.ts
async function mayRotate(folder2) {
  const webConfig = await readIfThere(paths.join(folder2, "web.config")).catch((error) => {
    if (isBusy(error)) throw error;
  });
  const xml = (webConfig ?? "").replace(/<!--[\s\S]*?-->/g, "");
  return /<aspNetCore\b/i.test(xml) && !hasSetting.test(xml);
}
var hasSetting = /<handlerSetting\b(?=[^>]*\bname\s*=\s*["']disallowRotationOnConfigChange["'])(?=[^>]*\bvalue\s*=\s*["']true["'])[^>]*>/i;

// src/machine/process-lock.ts
var import_node_fs4 = require("node:fs");
var import_promises2 = require("node:fs/promises");
var import_promises3 = require("node:timers/promises");

// src/machine/lock-timeout.ts
var LockTimeout = class extends StepFailed {
  constructor({ what, waitMs, holder }) {
    super({
      happened: `Waited ${waitMs} ms for the lock to ${what}; it is held by ${holder}.`,
      untouched: "This step changed nothing while it waited.",
      todo: "Wait for the other one to end (its lock ends with its process), then run this step again."
    });
  }
};

// src/machine/process-lock.ts
var pollingMs = 100;
var exclusive = 268435456;
var mostNameBytes = 107;
async function withProcessLock(path3, options, work) {
  await (0, import_promises2.mkdir)(paths.dirname(path3), { recursive: true });
  const release = await acquired(path3, options);
  const holderFile = `${path3}.holder`;
  try {
    await (0, import_promises2.writeFile)(holderFile, JSON.stringify(holderNow(options.what))).catch(() => {
    });
    return await work();
  } finally {
    await (0, import_promises2.rm)(holderFile, { force: true }).catch(() => {
    });
    await release();
  }
}
async function acquired(path3, { waitMs, what, log }) {
  const tryLock = process.platform === "win32" ? () => openedAlone(path3) : await socketOf(path3);
  const deadline = performance.now() + waitMs;
  let told4 = false;
  for (; ; ) {
    const release = await tryLock();
    if (release) return release;
    if (performance.now() >= deadline) throw new LockTimeout({ what, waitMs, holder: await holderOf(path3) });
    if (!told4) log.info(`Waiting for the lock to ${what}; it is held by ${await holderOf(path3)}.`);
    told4 = true;
    await (0, import_promises3.setTimeout)(pollingMs);
  }
}
async function openedAlone(path3) {
  try {
    const file = await (0, import_promises2.open)(path3, import_node_fs4.constants.O_RDWR | import_node_fs4.constants.O_CREAT | exclusive);
    return () => file.close();
  } catch (error) {
    if (error.code === "EBUSY") return void 0;
    throw error;
  }
}
async function socketOf(path3) {
  const real = paths.join(await (0, import_promises2.realpath)(paths.dirname(path3)), paths.basename(path3));
  const name2 = `\0blue-green-${real}`;
  const short = Buffer.byteLength(name2) <= mostNameBytes ? name2 : `\0blue-green-${await hashOf(real)}`;
  return () => listening(short);
}
var hashOf = async (text3) => (await Promise.resolve().then(() => __toESM(require("node:crypto"), 1))).createHash("sha256").update(text3).digest("hex");
async function listening(name2) {
  const { createServer } = await Promise.resolve().then(() => __toESM(require("node:net"), 1));
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once("error", (error) => {
      if (error.code === "EADDRINUSE") resolve(void 0);
      else reject(error);
    });
    server.listen({ path: name2 }, () => resolve(() => new Promise((done) => server.close(() => done()))));
  });
}
var holderNow = (what) => ({ pid: process.pid, what, since: (/* @__PURE__ */ new Date()).toISOString() });
async function holderOf(path3) {
  try {
    const { pid, what, since } = JSON.parse(await (0, import_promises2.readFile)(`${path3}.holder`, "utf8"));
    return `process ${pid} (${what}) since ${since}`;
  } catch {
    return "another process";
  }
}

// src/iis/appcmd.ts
var import_promises4 = require("node:timers/promises");

// src/machine/command-line.ts
var longest = 4e3;
function commandLine(program, args) {
  const line = [program, ...args].map(readable).join(" ");
  return line.length <= longest ? line : `${line.slice(0, longest)}... (${line.length} characters)`;
}
function readable(word) {
  const escaped2 = word.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return escaped2 === "" || /[\s"]/.test(escaped2) ? `"${escaped2.replaceAll('"', '\\"')}"` : escaped2;
}

// src/machine/find-program.ts
var import_node_fs5 = require("node:fs");
var import_node_path2 = __toESM(require("node:path"), 1);

// src/machine/program-missing.ts
var ProgramMissing = class extends StepFailed {
  constructor(program, todo, cause) {
    super({ happened: `${program} was not found on this machine.`, untouched: "It was not started.", todo, cause });
  }
};

// src/machine/find-program.ts
var ofWindows = {
  // A 32-bit process sees the real System32 as sysnative; for a 64-bit one there is no such folder.
  appcmd: ["sysnative\\inetsrv\\appcmd.exe", "System32\\inetsrv\\appcmd.exe"],
  chcp: ["System32\\chcp.com"],
  netsh: ["System32\\netsh.exe"],
  netstat: ["System32\\netstat.exe"],
  icacls: ["System32\\icacls.exe"],
  taskkill: ["System32\\taskkill.exe"],
  typeperf: ["System32\\typeperf.exe"],
  powershell: ["System32\\WindowsPowerShell\\v1.0\\powershell.exe"]
};
var todos = {
  appcmd: "Install IIS with its management scripts and tools (Web-Server, Web-Scripting-Tools) on this machine.",
  nginx: "Install NGINX on this machine, or put its folder on the PATH of the Tentacle."
};
function programPlaces(name2, platform, env) {
  if (platform !== "win32") return pathFolders(env["PATH"], ":").map((folder2) => import_node_path2.default.posix.join(folder2, name2));
  const known2 = ofWindows[name2];
  if (known2) {
    const windows = env["windir"] || env["SystemRoot"] || "C:\\Windows";
    return known2.map((place) => import_node_path2.default.win32.join(windows, place));
  }
  const file = /\.exe$/i.test(name2) ? name2 : `${name2}.exe`;
  return pathFolders(env["PATH"] ?? env["Path"], ";").map((folder2) => import_node_path2.default.win32.join(folder2, file));
}
function findProgram(name2) {
  const places = /[\\/]/.test(name2) ? [name2] : programPlaces(name2, process.platform, process.env);
  const found = places.find(isProgram);
  if (found !== void 0) return found;
  const todo = todos[name2] ?? `Install ${name2} on this machine, or put its folder on the PATH of the Tentacle.`;
  throw new ProgramMissing(name2, todo);
}
function hasProgram(name2) {
  return programPlaces(name2, process.platform, process.env).some(isProgram);
}
function pathFolders(value, separator) {
  const { isAbsolute } = separator === ";" ? import_node_path2.default.win32 : import_node_path2.default.posix;
  return (value ?? "").split(separator).filter((folder2) => isAbsolute(folder2));
}
function isProgram(file) {
  try {
    (0, import_node_fs5.accessSync)(file, import_node_fs5.constants.X_OK);
    return (0, import_node_fs5.statSync)(file).isFile();
  } catch {
    return false;
  }
}

// src/machine/kill-tree.ts
function killTree(pid) {
  if (process.platform === "win32") {
    const options = { stdio: "ignore", windowsHide: true };
    void Promise.resolve().then(() => __toESM(require("node:child_process"), 1)).then(
      ({ spawn }) => spawn(findProgram("taskkill"), ["/T", "/F", "/PID", String(pid)], options).on("error", () => killOne(pid))
    );
  } else {
    killOne(-pid);
  }
}
function killOne(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
  }
}

// src/machine/program-output-limit.ts
var ProgramOutputLimit = class extends StepFailed {
  constructor(command, limitBytes) {
    super({
      happened: `${command} wrote more than ${limitBytes} bytes and was killed.`,
      untouched: "Its output was not used.",
      todo: "Run the same line by hand to see what it writes."
    });
  }
};

// src/machine/code-page.ts
var western = "\xC7\xFC\xE9\xE2\xE4\xE0\xE5\xE7\xEA\xEB\xE8\xEF\xEE\xEC\xC4\xC5\xC9\xE6\xC6\xF4\xF6\xF2\xFB\xF9\xFF\xD6\xDC\xF8\xA3\xD8\xD7\u0192\xE1\xED\xF3\xFA\xF1\xD1\xAA\xBA\xBF\xAE\xAC\xBD\xBC\xA1\xAB\xBB\u2591\u2592\u2593\u2502\u2524\xC1\xC2\xC0\xA9\u2563\u2551\u2557\u255D\xA2\xA5\u2510\u2514\u2534\u252C\u251C\u2500\u253C\xE3\xC3\u255A\u2554\u2569\u2566\u2560\u2550\u256C\xA4\xF0\xD0\xCA\xCB\xC8\u0131\xCD\xCE\xCF\u2518\u250C\u2588\u2584\xA6\xCC\u2580\xD3\xDF\xD4\xD2\xF5\xD5\xB5\xFE\xDE\xDA\xDB\xD9\xFD\xDD\xAF\xB4\xAD\xB1\u2017\xBE\xB6\xA7\xF7\xB8\xB0\xA8\xB7\xB9\xB3\xB2\u25A0\xA0";
var tables = {
  437: "\xC7\xFC\xE9\xE2\xE4\xE0\xE5\xE7\xEA\xEB\xE8\xEF\xEE\xEC\xC4\xC5\xC9\xE6\xC6\xF4\xF6\xF2\xFB\xF9\xFF\xD6\xDC\xA2\xA3\xA5\u20A7\u0192\xE1\xED\xF3\xFA\xF1\xD1\xAA\xBA\xBF\u2310\xAC\xBD\xBC\xA1\xAB\xBB\u2591\u2592\u2593\u2502\u2524\u2561\u2562\u2556\u2555\u2563\u2551\u2557\u255D\u255C\u255B\u2510\u2514\u2534\u252C\u251C\u2500\u253C\u255E\u255F\u255A\u2554\u2569\u2566\u2560\u2550\u256C\u2567\u2568\u2564\u2565\u2559\u2558\u2552\u2553\u256B\u256A\u2518\u250C\u2588\u2584\u258C\u2590\u2580\u03B1\xDF\u0393\u03C0\u03A3\u03C3\xB5\u03C4\u03A6\u0398\u03A9\u03B4\u221E\u03C6\u03B5\u2229\u2261\xB1\u2265\u2264\u2320\u2321\xF7\u2248\xB0\u2219\xB7\u221A\u207F\xB2\u25A0\xA0",
  850: western,
  852: "\xC7\xFC\xE9\xE2\xE4\u016F\u0107\xE7\u0142\xEB\u0150\u0151\xEE\u0179\xC4\u0106\xC9\u0139\u013A\xF4\xF6\u013D\u013E\u015A\u015B\xD6\xDC\u0164\u0165\u0141\xD7\u010D\xE1\xED\xF3\xFA\u0104\u0105\u017D\u017E\u0118\u0119\xAC\u017A\u010C\u015F\xAB\xBB\u2591\u2592\u2593\u2502\u2524\xC1\xC2\u011A\u015E\u2563\u2551\u2557\u255D\u017B\u017C\u2510\u2514\u2534\u252C\u251C\u2500\u253C\u0102\u0103\u255A\u2554\u2569\u2566\u2560\u2550\u256C\xA4\u0111\u0110\u010E\xCB\u010F\u0147\xCD\xCE\u011B\u2518\u250C\u2588\u2584\u0162\u016E\u2580\xD3\xDF\xD4\u0143\u0144\u0148\u0160\u0161\u0154\xDA\u0155\u0170\xFD\xDD\u0163\xB4\xAD\u02DD\u02DB\u02C7\u02D8\xA7\xF7\xB8\xB0\xA8\u02D9\u0171\u0158\u0159\u25A0\xA0",
  858: western.replace("\u0131", "\u20AC")
};
var names = {
  866: "ibm866",
  874: "windows-874",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
  65001: "utf-8"
};
function fromCodePage(bytes, page) {
  const table = tables[page];
  if (table !== void 0)
    return Buffer.from(bytes).toString("latin1").replace(/[\x80-\xff]/g, (character) => table[character.charCodeAt(0) - 128] ?? "");
  const name2 = page >= 1250 && page <= 1258 ? `windows-${page}` : names[page];
  return name2 === void 0 ? void 0 : new TextDecoder(name2, { ignoreBOM: true }).decode(bytes);
}
function missingCharacter(text3, page) {
  const has = page === 65001 ? () => true : charactersOf(page);
  return [...text3].find((character) => character > "\x7F" && !has(character));
}
function charactersOf(page) {
  const bytes = [];
  for (let first = 128; first <= 255; first++) {
    bytes.push(first, 32);
    for (let second = 64; second <= 255; second++) bytes.push(first, second, 32);
  }
  const all = fromCodePage(Uint8Array.from(bytes), page) ?? "";
  return (character) => character !== "\uFFFD" && all.includes(character);
}

// src/machine/console-code-page.ts
var limitMs = 1e4;
var known;
function consoleCodePage(log) {
  known ??= asked(log);
  return known;
}
async function asked(log) {
  try {
    const program = findProgram("chcp");
    const [{ execFile }, { promisify }] = await Promise.all([Promise.resolve().then(() => __toESM(require("node:child_process"), 1)), Promise.resolve().then(() => __toESM(require("node:util"), 1))]);
    const options = { timeout: limitMs, windowsHide: true, encoding: "latin1" };
    const { stdout } = await promisify(execFile)(program, [], options);
    const page = /\d+/.exec(stdout)?.[0];
    log.verbose(`${program}: exit code 0, code page ${page}`);
    return page === void 0 ? void 0 : Number(page);
  } catch (error) {
    log.verbose(`The code page of this machine is not to be had: ${error instanceof Error ? error.message : error}`);
    return void 0;
  }
}

// src/machine/program-text.ts
async function programText(bytes, log) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const page = process.platform === "win32" ? await consoleCodePage(log) : void 0;
    return (page === void 0 ? void 0 : fromCodePage(bytes, page)) ?? bytes.toString("utf8");
  }
}

// src/machine/program-timeout.ts
var ProgramTimeout = class extends StepFailed {
  constructor(command, timeoutMs2) {
    super({
      happened: `${command} was still running after ${timeoutMs2} ms and was killed with all it had started.`,
      untouched: "What it had done until then stays done.",
      todo: "Find out what it was waiting for (run the same line by hand), then run this step again."
    });
  }
};

// src/machine/run-program.ts
var stdoutLimitBytes = 64 * 1024 * 1024;
var stderrKeptBytes = 1024 * 1024;
var silenceAfterExitMs = 500;
var killLimitMs = 1e4;
async function runProgram(log, program, args, { timeoutMs: timeoutMs2, input, env, shown: shown2 = args }) {
  const command = commandLine(program, shown2);
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  try {
    const end = await finished(program, args, { input, env, timeoutMs: timeoutMs2, command });
    const { exitCode, stdout, stderr } = end;
    const ms = elapsedMs();
    log.verbose(`${command}: exit code ${exitCode}, ${ms} ms`);
    return { exitCode, stdout: await programText(stdout, log), stderr: await programText(stderr, log), ms };
  } catch (error) {
    log.verbose(`${command}: ${error instanceof Error ? error.name : "failed"}, ${elapsedMs()} ms`);
    throw error instanceof StepFailed ? error : notStarted(program, command, error);
  }
}
async function finished(program, args, { input, env, timeoutMs: timeoutMs2, command }) {
  const [{ spawn }, { constants: constants3 }] = await Promise.all([Promise.resolve().then(() => __toESM(require("node:child_process"), 1)), Promise.resolve().then(() => __toESM(require("node:os"), 1))]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === void 0 ? "ignore" : "pipe", "pipe", "pipe"],
      env: env === void 0 ? process.env : withAdded(env),
      windowsHide: true,
      detached: process.platform !== "win32"
      // a process group of its own, so that it can be killed whole
    });
    const stdout = [];
    const stderr = [];
    let stdoutBytes = 0;
    let stderrBytes = 0;
    let failure2;
    let exitCode;
    let silence;
    const fail = (error) => {
      if (failure2 || exitCode !== void 0) return;
      failure2 = error;
      if (child.pid !== void 0) killTree(child.pid);
      silence = setTimeout(settle, killLimitMs);
    };
    const limit = setTimeout(() => fail(new ProgramTimeout(command, timeoutMs2)), timeoutMs2);
    const settle = () => {
      clearTimeout(limit);
      clearTimeout(silence);
      for (const pipe2 of child.stdio) pipe2?.destroy();
      if (failure2) reject(failure2);
      else resolve({ exitCode: exitCode ?? 0, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    };
    const waitForSilence = () => {
      if (exitCode === void 0) return;
      clearTimeout(silence);
      silence = setTimeout(settle, silenceAfterExitMs);
    };
    child.on("error", (error) => {
      failure2 ??= error;
      settle();
    });
    child.stdout?.on("data", (chunk) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes <= stdoutLimitBytes) stdout.push(chunk);
      else fail(new ProgramOutputLimit(command, stdoutLimitBytes));
      waitForSilence();
    });
    child.stderr?.on("data", (chunk) => {
      stderrBytes += chunk.length;
      if (stderrBytes <= stderrKeptBytes) stderr.push(chunk);
      waitForSilence();
    });
    child.stdin?.on("error", () => {
    });
    child.stdin?.end(input);
    child.on("exit", (code, signal) => {
      clearTimeout(limit);
      exitCode = code === null ? 128 + (signal ? constants3.signals[signal] : 0) : code >>> 0;
      waitForSilence();
    });
    child.on("close", settle);
  });
}
function notStarted(program, command, cause) {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  if (code === "ENOENT") return new ProgramMissing(program, "Install it, or correct its path.", cause);
  return new StepFailed({
    happened: `${command} could not be started: ${code}.`,
    untouched: "Nothing was run.",
    todo: "Check that it is a program, that this account may run it, and that its arguments are not too long.",
    cause
  });
}
function withAdded(added) {
  const same = (name2) => process.platform === "win32" ? name2.toUpperCase() : name2;
  const replaced2 = new Set(Object.keys(added).map(same));
  const kept = Object.entries(process.env).filter(([name2]) => !replaced2.has(same(name2)));
  return { ...Object.fromEntries(kept), ...added };
}

// src/iis/quoted-output.ts
function quotedOutput(said) {
  const lines2 = said.split(/[\r\n]+/).map((line) => line.replace(/[\x00-\x1f\x7f]/g, " ").trim()).filter((line) => line !== "").slice(0, 4);
  return lines2.length === 0 ? " without a word." : `:
${lines2.map((line) => `  | ${line.slice(0, 300)}
`).join("")}`;
}

// src/iis/appcmd-failed.ts
var elevate = "Run the Tentacle as an administrator (its default is LocalSystem), and see that the service WAS runs.";
var todos2 = {
  "access-denied": elevate,
  unavailable: elevate,
  "not-found": `If it is there, this account may not see it. ${elevate}`,
  "sharing-violation": `Another program keeps IIS's configuration open, or has the port of the site: look for IIS Manager, other deployments and, for a port, "netstat -ano"; then run this step again.`,
  exists: "Another one has that name or, when a site was to be started, that binding: give it another one.",
  "not-ready": "See that the service WAS runs, then run this step again.",
  "rpc-failed": "See that the service WAS runs, then run this step again."
};
var AppcmdFailed = class extends StepFailed {
  exitCode;
  meaning;
  /** @param said appcmd's own text, without secrets */
  constructor(failure2) {
    const { command, exitCode, meaning, said, untouched: untouched2 } = failure2;
    super({
      happened: `${command} failed with exit code ${exitCode} (${meaning})${quotedOutput(said)}`,
      untouched: untouched2,
      todo: todos2[meaning] ?? "Run the same line by hand in an elevated prompt."
    });
    this.exitCode = exitCode;
    this.meaning = meaning;
  }
};

// src/iis/appcmd-meaning.ts
var meanings = [
  [0, "ok"],
  [1, "none"],
  [5, "access-denied"],
  [13, "invalid-data"],
  [32, "sharing-violation"],
  [50, "unavailable"],
  [87, "bad-parameter"],
  [122, "too-long"],
  [183, "exists"],
  [1061, "in-transition"],
  [1062, "already-stopped"],
  [1168, "not-found"],
  [1726, "rpc-failed"],
  [4312, "not-ready"],
  [2147500033, "not-implemented"]
];
function meaningOf(exitCode, platform = process.platform) {
  const arrives = (code) => platform === "win32" ? code : code & 255;
  return meanings.find(([code]) => arrives(code) === exitCode)?.[1] ?? "unknown";
}

// src/iis/bad-argument.ts
var BadArgument = class extends StepFailed {
  constructor(argument, why) {
    super({
      happened: `${JSON.stringify(argument.slice(0, 200))} cannot be handed to appcmd: ${why}.`,
      untouched: "appcmd was not started.",
      todo: "Rename the site or pool, or correct the value."
    });
  }
};

// src/iis/appcmd.ts
var passing = {
  read: ["rpc-failed", "sharing-violation"],
  change: ["sharing-violation", "not-ready", "in-transition"]
};
var untouched = {
  read: "It only reads: nothing was changed by it.",
  change: "What it was to change is as it was; what was done before it stays done."
};
var firstPauseMs = 50;
var longestPauseMs = 2e3;
var longestCommand = 3e4;
async function appcmd(log, kind, args, options = {}) {
  const { input, timeoutMs: timeoutMs2 = 12e4, retryLimitMs = 3e4, accept = [], stillNeeded: stillNeeded2 } = options;
  checkArguments(args);
  const program = findProgram("appcmd");
  const deadline = performance.now() + retryLimitMs;
  for (let pauseMs2 = firstPauseMs; ; pauseMs2 = Math.min(2 * pauseMs2, longestPauseMs)) {
    const { exitCode, stdout } = await runProgram(log, program, args, {
      timeoutMs: timeoutMs2,
      ...input !== void 0 && { input }
    });
    const meaning = meaningOf(exitCode);
    if (meaning === "ok" || accept.includes(meaning)) return { meaning, stdout };
    if (!passing[kind].includes(meaning) || performance.now() + pauseMs2 > deadline) {
      const command = commandLine("appcmd", args);
      const said = withoutPasswords(stdout, input);
      throw new AppcmdFailed({ command, exitCode, meaning, said, untouched: untouched[kind] });
    }
    log.verbose(`appcmd: ${meaning}; again in ${pauseMs2} ms`);
    await (0, import_promises4.setTimeout)(pauseMs2);
    if (kind === "change" && stillNeeded2 && !await stillNeeded2()) return { meaning: "ok", stdout: "" };
  }
}
function checkArguments(args) {
  for (const argument of args) {
    if (argument.includes('"')) throw new BadArgument(argument, "it holds a quotation mark");
    if (/[\x00-\x1f\x7f]/.test(argument)) throw new BadArgument(argument, "it holds a control character");
  }
  const { length } = args.join(" ");
  if (length > longestCommand) throw new BadArgument(args.join(" "), `it is ${length} characters long`);
}
function withoutPasswords(said, input = "") {
  const passwords = [...input.matchAll(/password="([^"]+)"/gi)].map((match) => match[1] ?? "");
  const plain = passwords.map(
    (password) => password.replace(/&#x([0-9a-f]+);/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
  );
  return [...passwords, ...plain].reduce((text3, secret) => text3.replaceAll(secret, "********"), said);
}

// src/iis/change-not-made.ts
var ChangeNotMade = class extends StepFailed {
  constructor(says) {
    super({
      happened: `appcmd reported success for "${says}", but IIS does not show it.`,
      untouched: "Changes before this one stay made.",
      todo: "Find out who else changes the configuration of IIS on this machine, then run this step again."
    });
  }
};

// src/iis/iis.ts
var isSameName = (a, b) => a.toLowerCase() === b.toLowerCase();
var siteNamed = (iis, name2) => iis.sites.find((site) => isSameName(site.name, name2));
var poolNamed = (iis, name2) => iis.pools.find((pool) => isSameName(pool.name, name2));
var workersOf = (workers, pool) => workers.filter((worker) => isSameName(worker.pool, pool));
var rootApplication = (site) => site.applications.find(({ path: path3 }) => path3 === "/");
var rootFolder = (site) => rootApplication(site)?.folders.find(({ path: path3 }) => path3 === "/")?.physicalPath;
function portsOfBindings(iis) {
  const ports2 = /* @__PURE__ */ new Map();
  for (const site of iis.sites) {
    const own2 = site.bindings.flatMap(({ port: port2 }) => port2 === void 0 ? [] : [port2]);
    for (const port2 of new Set(own2)) {
      const bound = ports2.get(port2);
      if (bound) bound.push(site.name);
      else ports2.set(port2, [site.name]);
    }
  }
  return ports2;
}

// src/iis/changed-workers.ts
function changedWorkers(before, after, except = []) {
  const startedBoth = [before, after].map(
    ({ pools }) => new Set(pools.filter(isStarted).map(({ name: name2 }) => sameCase(name2)))
  );
  const meant = new Set(except.map(sameCase));
  const counts = (pool) => startedBoth.every((started) => started.has(sameCase(pool))) && !meant.has(sameCase(pool));
  const served = new Set(before.workers.map(({ pool }) => pool));
  return [...served].filter(counts).map((pool) => ({ pool, before: pids(before, pool), after: pids(after, pool) })).filter((change) => change.before.join() !== change.after.join());
}
var isStarted = ({ state }) => state === "Started";
var sameCase = (name2) => name2.toLowerCase();
var pids = ({ workers }, pool) => workersOf(workers, pool).map(({ pid }) => pid).sort((a, b) => a - b);

// src/iis/appcmd-unreadable.ts
var AppcmdUnreadable = class extends StepFailed {
  constructor(command, cause) {
    super({
      happened: `${command} succeeded but did not write the XML it was asked for (${cause instanceof Error ? cause.message.split("\n")[0] : cause}).`,
      untouched: 'Its output was not used: an answer that cannot be read is not "nothing there".',
      todo: "Run the same line by hand in an elevated prompt to see what it writes.",
      cause
    });
  }
};

// src/iis/xml.ts
var import_parse_xml2 = __toESM(require_dist(), 1);

// src/iis/plain-xml.ts
var import_parse_xml = __toESM(require_dist(), 1);
var prolog = /^(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?[ \t\r\n]*/;
var attribute = /([\w.-]+)="([^"]*)"/g;
var tag = /<(?:\/([A-Za-z][\w.-]*)|([A-Za-z][\w.-]*)((?:[ \t\r\n]+[A-Za-z][\w.-]*="[^"<]*")*)[ \t\r\n]*(\/?))>[ \t\r\n]*/y;
function readPlainXml(text3) {
  tag.lastIndex = prolog.exec(text3)?.[0].length ?? 0;
  const document = { name: "", attributes: {}, children: [] };
  const around2 = [];
  let parent = document;
  while (tag.lastIndex < text3.length) {
    const [all, closes, opens = "", listed2 = "", ends] = tag.exec(text3) ?? [];
    if (all === void 0) return void 0;
    if (closes !== void 0) {
      const outer = around2.pop();
      if (parent.name !== closes || !outer) return void 0;
      parent = outer;
      continue;
    }
    const attributes = attributesIn(listed2);
    if (!attributes) return void 0;
    const element = { name: opens, attributes, children: [] };
    parent.children.push(element);
    if (ends) continue;
    around2.push(parent);
    parent = element;
  }
  return parent === document && document.children.length === 1 ? document.children[0] : void 0;
}
function attributesIn(listed2) {
  const attributes = {};
  for (const [, name2 = "", value = ""] of listed2.matchAll(attribute)) {
    if (Object.hasOwn(attributes, name2)) return void 0;
    attributes[name2] = isPlain(value) ? value : parsedValue(value);
  }
  return attributes;
}
var isPlain = (value) => !/[&\0-\x1f\ud800-\udfff\ufffe\uffff]/.test(value);
var parsedValue = (value) => (0, import_parse_xml.parseXml)(`<a a="${value}"/>`).root?.attributes["a"] ?? "";

// src/iis/xml.ts
var xmlElement = (name2, attributes = {}, children = []) => ({ name: name2, attributes, children });
function parseXml2(text3) {
  const document = text3.replace(/^\uFEFF/, "");
  const plain = readPlainXml(document);
  if (plain) return plain;
  const { root } = (0, import_parse_xml2.parseXml)(document);
  if (!root) throw new Error("There is no element in it.");
  return fromParsed(root);
}
var fromParsed = (parsed2) => ({
  name: parsed2.name,
  attributes: parsed2.attributes,
  children: parsed2.children.filter((child) => child instanceof import_parse_xml2.XmlElement).map(fromParsed)
});
var printXml = (root) => `<?xml version="1.0" encoding="UTF-8"?>
${printed(root, "")}`;
function printed({ name: name2, attributes, children }, indent) {
  const start = `${indent}<${[name2, ...Object.entries(attributes).map(([key2, value]) => `${key2}="${escaped(value)}"`)].join(" ")}`;
  if (children.length === 0) return `${start} />
`;
  return `${start}>
${children.map((child) => printed(child, `${indent}    `)).join("")}${indent}</${name2}>
`;
}
function escaped(value) {
  if (new RegExp("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|\\p{Surrogate}", "u").test(value))
    throw new Error("The value holds a character that XML cannot carry.");
  return value.replace(/[&<>"'\t\r\n]|[^\x20-\x7e]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);
}
var childNamed = (parent, name2) => parent.children.find((child) => child.name === name2);
var childrenNamed = (parent, name2) => parent.children.filter((child) => child.name === name2);
function withAttributes(element, attributes) {
  const given2 = Object.entries(attributes).filter((entry) => entry[1] !== void 0);
  return { ...element, attributes: { ...element.attributes, ...Object.fromEntries(given2) } };
}
function withChild(parent, name2, edit) {
  const edited = edit(childNamed(parent, name2) ?? xmlElement(name2));
  const isThere = parent.children.some((child) => child.name === name2);
  if (!isThere && Object.keys(edited.attributes).length === 0 && edited.children.length === 0) return parent;
  if (!isThere) return { ...parent, children: [...parent.children, edited] };
  return { ...parent, children: parent.children.map((child) => child.name === name2 ? edited : child) };
}

// src/iis/appcmd-list.ts
var lastAnswers = /* @__PURE__ */ new Map();
async function appcmdList(log, args, none = []) {
  const whole = ["list", ...args, "/xml"];
  const { meaning, stdout } = await appcmd(log, "read", whole, { accept: none });
  if (none.includes(meaning)) return [];
  const command = commandLine("appcmd", whole);
  const last = lastAnswers.get(command);
  if (last?.stdout === stdout) return last.elements;
  const byText = /* @__PURE__ */ new Map();
  try {
    const elements = listed(stdout, (text3) => {
      const element = last?.byText.get(text3) ?? parseXml2(text3);
      byText.set(text3, element);
      return element;
    });
    lastAnswers.set(command, { stdout, elements, byText });
    return elements;
  } catch (cause) {
    throw new AppcmdUnreadable(command, cause);
  }
}
function listed(stdout, read = parseXml2) {
  try {
    const texts = textsOf(stdout);
    if (texts) return texts.map(read);
  } catch {
  }
  const root = parseXml2(stdout);
  if (root.name !== "appcmd") throw new Error(`The root is <${root.name}>, not <appcmd>.`);
  return root.children;
}
function textsOf(stdout) {
  const start = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<appcmd>\s*/.exec(stdout)?.[0].length;
  const end = stdout.lastIndexOf("</appcmd>");
  if (start === void 0 || stdout.slice(end).trim() !== "</appcmd>") return void 0;
  const inside = stdout.slice(start, end);
  const [, name2] = /^<([\w.]+)/.exec(inside) ?? [];
  if (name2 === void 0) return void 0;
  const starts = startsOf(inside, `<${name2}`);
  return starts.map((start2, index) => inside.slice(start2, starts[index + 1]));
}
function startsOf(text3, tag2) {
  const starts = [];
  for (let at = text3.indexOf(tag2); at >= 0; at = text3.indexOf(tag2, at + tag2.length))
    if (/[\s/>]/.test(text3.charAt(at + tag2.length))) starts.push(at);
  return starts;
}

// src/iis/binding.ts
function bindingFrom(protocol, information) {
  const [, address2, port2, host] = /^(\[[^\]]*\]|[^:]*):(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (address2 !== void 0)
    return { protocol, address: address2 || "*", port: Number(port2), host: host ?? "", information };
  const [, onlyPort, name2] = /^(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (onlyPort !== void 0) return { protocol, address: "*", port: Number(onlyPort), host: name2 ?? "", information };
  return { protocol, address: "", port: void 0, host: "", information };
}
function sameBindings(one, other) {
  const keys = (list2) => list2.map(key).sort().join("\n");
  return keys(one) === keys(other);
}
var key = ({ protocol, address: address2, port: port2, host, information }) => (port2 === void 0 ? `${protocol}/${information}` : `${protocol}/${address2}:${port2}:${host}`).toLowerCase();

// src/iis/checked-name.ts
function checkedName(name2) {
  if (name2 === "") throw new BadArgument(name2, "a name cannot be empty");
  if (/^[/-]/.test(name2)) throw new BadArgument(name2, "it begins as a parameter does");
  if (name2.includes('"')) throw new BadArgument(name2, "it holds a quotation mark");
  return name2;
}

// src/iis/look.ts
async function lookAtIis(log) {
  const [sites, pools] = await Promise.all([sitesNow(log), poolsNow(log)]);
  return { sites, pools };
}
var sitesNow = async (log) => sitesFrom(await appcmdList(log, ["site", "/config"]));
var poolsNow = async (log) => poolsFrom(await appcmdList(log, ["apppool", "/config"]));
var workersNow = async (log) => workersFrom(await appcmdList(log, ["wp"]));
var sitesFrom = (listed2) => listed2.filter(({ name: name2 }) => name2 === "SITE").map(siteOf);
var siteOf = onceFor((outer) => {
  const element = childNamed(outer, "site") ?? xmlElement("site");
  const bindings2 = childNamed(element, "bindings");
  return {
    name: attribute2(outer, "SITE.NAME"),
    id: Number(attribute2(outer, "SITE.ID")),
    state: stateOf(outer),
    autoStart: isTrue(element, "serverAutoStart", true),
    bindings: (bindings2 ? childrenNamed(bindings2, "binding") : []).map(bindingOf),
    applications: childrenNamed(element, "application").map((application) => applicationFrom(application, element)),
    element
  };
});
function bindingOf(element) {
  const binding2 = bindingFrom(attribute2(element, "protocol"), attribute2(element, "bindingInformation"));
  const sslFlags = Number(element.attributes["sslFlags"] ?? 0);
  return sslFlags > 0 ? { ...binding2, sslFlags } : binding2;
}
function applicationFrom(element, site) {
  const defaults = childNamed(site, "applicationDefaults");
  return {
    path: attribute2(element, "path"),
    pool: attribute2(element, "applicationPool") || (defaults?.attributes["applicationPool"] ?? "DefaultAppPool"),
    folders: childrenNamed(element, "virtualDirectory").map((folder2) => ({
      path: attribute2(folder2, "path"),
      physicalPath: attribute2(folder2, "physicalPath")
    })),
    preloadEnabled: isTrue(element, "preloadEnabled", false)
  };
}
var poolsFrom = (listed2) => listed2.filter(({ name: name2 }) => name2 === "APPPOOL").map(poolOf);
var poolOf = onceFor((outer) => {
  const element = childNamed(outer, "add") ?? xmlElement("add");
  const autoStart = isTrue(element, "autoStart", true);
  return { name: attribute2(outer, "APPPOOL.NAME"), state: stateOf(outer), autoStart, element };
});
var workersFrom = (listed2) => listed2.filter(({ name: name2 }) => name2 === "WP").map((outer) => ({ pid: Number(attribute2(outer, "WP.NAME")), pool: attribute2(outer, "APPPOOL.NAME") }));
var states = ["Started", "Stopped", "Starting", "Stopping"];
var stateOf = (listed2) => states.find((state) => state === listed2.attributes["state"]) ?? "Unknown";
function onceFor(make2) {
  const made2 = /* @__PURE__ */ new WeakMap();
  return (outer) => {
    const known2 = made2.get(outer) ?? make2(outer);
    made2.set(outer, known2);
    return known2;
  };
}
var attribute2 = (element, name2) => element.attributes[name2] ?? "";
var isTrue = (element, name2, byDefault) => (element.attributes[name2] ?? String(byDefault)).toLowerCase() === "true";

// src/machine/pause-unless.ts
var import_promises5 = require("node:timers/promises");
async function pauseUnless(signal, ms) {
  signal?.throwIfAborted();
  await (0, import_promises5.setTimeout)(ms, void 0, signal ? { signal } : {}).catch((error) => {
    throw signal?.reason ?? error;
  });
}

// src/machine/wait-timeout.ts
var WaitTimeout = class extends StepFailed {
  what;
  /** What the last look told, empty when it told nothing. */
  lastSeen;
  constructor({
    what,
    limitMs: limitMs2,
    lastSeen,
    cause
  }) {
    super({
      happened: `Waited ${limitMs2} ms for ${what}, in vain${lastSeen ? `; last seen: ${lastSeen}` : ""}.`,
      untouched: "Waiting changed nothing.",
      todo: "Find out what keeps it, or allow more time, then run this step again.",
      cause
    });
    this.what = what;
    this.lastSeen = lastSeen;
  }
};

// src/machine/wait-until.ts
var graceMs = 1e3;
async function waitUntil(what, limitMs2, intervalMs3, probe, { signal, onWait } = {}) {
  const startedAt = performance.now();
  const remainingMs = () => limitMs2 - (performance.now() - startedAt);
  let lastSeen = "";
  const tell = (seen) => {
    lastSeen = seen;
  };
  for (; ; ) {
    signal?.throwIfAborted();
    const look3 = probe(Math.max(1, Math.round(remainingMs())), tell);
    try {
      const found = await orGiveUp(look3, Math.max(0, remainingMs()) + graceMs, signal);
      if (found !== void 0) return found;
    } catch (cause) {
      if (signal?.aborted || remainingMs() > 0) throw cause;
      throw new WaitTimeout({ what, limitMs: limitMs2, lastSeen, cause });
    }
    const leftMs = remainingMs();
    if (leftMs <= 0) throw new WaitTimeout({ what, limitMs: limitMs2, lastSeen });
    onWait?.(limitMs2 - leftMs, lastSeen);
    await pauseUnless(signal, Math.min(intervalMs3, leftMs));
  }
}
async function orGiveUp(look3, afterMs, signal) {
  const over = new AbortController();
  const givenUp = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error("The last look did not end.")), afterMs);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    over.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    });
  });
  return Promise.race([look3, givenUp]).finally(() => over.abort());
}

// src/iis/octopus-mutex-busy.ts
var OctopusMutexBusy = class extends StepFailed {
  constructor(mutex2, limitMs2) {
    super({
      happened: `The mutex ${mutex2} was not to be had within ${limitMs2 / 1e3} s, or PowerShell could not be run: another step of Octopus is writing the configuration of IIS.`,
      untouched: "The configuration of IIS was not written.",
      todo: "Run this step again when that step has ended, or set BG.OctopusMutex to False."
    });
  }
};

// src/iis/octopus-mutex.ts
var mutex = "Global\\Octopus-IIS-Metabase-Mutex";
var startMs = 3e4;
var endMs = 1e4;
var mutexScript = (limitMs2) => [
  `$mutex = New-Object System.Threading.Mutex($false, '${mutex}')`,
  `try { $owned = $mutex.WaitOne(${limitMs2}) } catch [System.Threading.AbandonedMutexException] { $owned = $true }`,
  "if (-not $owned) { exit 3 }",
  "try { [Console]::Out.WriteLine('held'); [void][Console]::In.ReadLine() } finally { $mutex.ReleaseMutex() }"
].join("; ");
async function withOctopusMutex(log, limitMs2, work) {
  const program = findProgram("powershell");
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", mutexScript(limitMs2)];
  const { spawn } = await Promise.resolve().then(() => __toESM(require("node:child_process"), 1));
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
  let [held, ended] = [false, false];
  child.on("error", () => {
    ended = true;
  });
  child.on("exit", () => {
    ended = true;
  });
  child.stdin.on("error", () => {
  });
  let told4 = "";
  child.stdout.setEncoding("utf8").on("data", (text3) => {
    told4 += text3;
    held ||= /^held\r?$/m.test(told4);
  });
  try {
    await waitUntil(`the mutex ${mutex}`, limitMs2 + startMs, 20, async () => held || ended || void 0);
    if (!held) throw new OctopusMutexBusy(mutex, limitMs2);
    return await work();
  } finally {
    child.stdin.end();
    await waitUntil("PowerShell to release the mutex", endMs, 20, async () => ended || void 0).catch(
      () => child.kill()
    );
    log.verbose(
      `${program} (holds ${mutex}): exit code ${child.exitCode}, ${Math.round(performance.now() - startedAt)} ms`
    );
  }
}

// src/iis/restarted-workers.ts
var WorkersRestarted = class extends StepFailed {
  constructor(changed) {
    super({
      happened: restartsTold(changed),
      untouched: "The configuration was written as intended.",
      todo: workersCure
    });
  }
};
var restartsTold = (changed) => `While the configuration of IIS was written, other pools got other worker processes: ${changed.map(({ pool, before, after }) => `"${pool}" (${before.join(", ")} -> ${after.join(", ") || "none"})`).join(", ")}.`;
var workersCure = "Set the handler setting disallowRotationOnConfigChange=true of the ASP.NET Core Module (in web.config, version 7.0 and later): applications without it restart with each write.";

// src/iis/commit.ts
var maybeDone = ["exists", "not-found", "sharing-violation"];
function commit(log, changes, { onWorkerRestart, octopusMutex = false, lockWaitMs: lockWaitMs2 = 12e4 }) {
  const lock = { waitMs: lockWaitMs2, what: "write the configuration of IIS", log };
  return withProcessLock(paths.join(machineFolder(), "iis.lock"), lock, async () => {
    const before = await lookAtIis(log);
    const pending = await notDone(changes, before, log);
    if (pending.length === 0) return before;
    const workersBefore = await workersNow(log);
    const makeAll = async () => {
      for (const change of pending) await make(log, change);
    };
    await (octopusMutex ? withOctopusMutex(log, lockWaitMs2, makeAll) : makeAll());
    const after = await lookAtIis(log);
    const [missing] = await notDone(pending, after, log);
    if (missing) throw new ChangeNotMade(missing.says);
    const changed = changedWorkers(
      { ...before, workers: workersBefore },
      { ...after, workers: await workersNow(log) },
      pending.flatMap(({ pools }) => pools)
    );
    if (changed.length > 0 && onWorkerRestart === "fail") throw new WorkersRestarted(changed);
    if (changed.length > 0) log.warning(`${restartsTold(changed)} ${workersCure}`);
    return after;
  });
}
async function make(log, change) {
  const stillNeeded2 = async () => !await change.isDone(await lookAtIis(log), log);
  log.info(`${change.says}.`);
  try {
    await appcmd(log, "change", change.args, {
      stillNeeded: stillNeeded2,
      ...change.input !== void 0 && { input: change.input }
    });
  } catch (error) {
    const made2 = error instanceof AppcmdFailed && maybeDone.includes(error.meaning) && !await stillNeeded2();
    if (!made2) throw error;
  }
}
async function notDone(changes, iis, log) {
  const pending = [];
  for (const change of changes) if (!await change.isDone(iis, log)) pending.push(change);
  return pending;
}

// src/iis/edit-bindings.ts
var editBindings = (says, edits) => ({
  says,
  args: [
    "set",
    "config",
    "-section:system.applicationHost/sites",
    ...edits.flatMap(({ site, remove = [] }) => remove.map((binding2) => `/-${selector(site, binding2)}`)),
    ...edits.flatMap(({ site, add = [] }) => add.map((binding2) => `/+${selector(site, binding2, true)}`)),
    "/commit:apphost"
  ],
  // None of their workers has a reason to restart: where one does, it is said.
  pools: [],
  isDone: (iis) => edits.every(({ site, add = [], remove = [] }) => {
    const has = (binding2) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding2)) ?? false;
    return add.every(has) && !remove.some(has);
  })
});
var stillNeeded = (iis, edits) => edits.map(({ site, add = [], remove = [] }) => {
  const has = (binding2) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding2)) ?? false;
  return { site, add: add.filter((binding2) => !has(binding2)), remove: remove.filter(has) };
}).filter(({ add, remove }) => add.length + remove.length > 0);
var isSame = (one, other) => one.protocol === other.protocol && one.information.toLowerCase() === other.information.toLowerCase();
function selector(site, { protocol, information, sslFlags }, withFlags = false) {
  const flags = withFlags && sslFlags ? `,sslFlags='${sslFlags}'` : "";
  return `[name='${quoted(checkedName(site))}'].bindings.[protocol='${quoted(protocol)}',bindingInformation='${quoted(information)}'${flags}]`;
}
var quoted = (text3) => text3.replaceAll("'", "''");

// src/iis/move-bindings.ts
var startLimitMs = 5e3;
async function moveBindings(log, { says, edits, to }, options) {
  const move = editBindings(says, edits);
  const start = {
    says: `Start site "${to}", where it has been stopped by that`,
    args: ["start", "site", checkedName(to)],
    pools: [],
    isDone: async (iis, inner) => siteNamed(iis, to)?.state === "Started" && await move.isDone(iis, inner)
  };
  try {
    await commit(log, [move, start], options);
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning !== "exists") throw error;
    await startWhenFree(log, to);
  }
}
var startWhenFree = (log, name2) => waitUntil(`site "${name2}" to start with its bindings`, startLimitMs, 50, async (_leftMs, tell) => {
  const { meaning } = await appcmd(log, "change", ["start", "site", checkedName(name2)], { accept: ["exists"] });
  tell(meaning);
  return meaning === "ok" || void 0;
});

// src/iis/run-state.ts
var stopLimits = { limitMs: 12e4 };
var takenPortLimitMs = 1e4;
var shown = { site: "site", apppool: "pool" };
var startPool = (log, name2, limits) => bring(log, "apppool", name2, "start", limits);
var startSite = (log, name2, limits) => bring(log, "site", name2, "start", limits);
var stopSite = (log, name2, limits) => bring(log, "site", name2, "stop", limits);
var stopPool = (log, name2, limits) => bring(log, "apppool", name2, "stop", limits);
async function bring(log, kind, name2, verb, { limitMs: limitMs2, intervalMs: intervalMs3 = 250 }) {
  const startedAt = performance.now();
  const remainingMs = () => Math.max(1, Math.round(limitMs2 - (performance.now() - startedAt)));
  const wanted = verb === "start" ? "Started" : "Stopped";
  await appcmd(log, "change", [verb, kind, checkedName(name2)], {
    timeoutMs: limitMs2,
    retryLimitMs: kind === "site" ? Math.min(limitMs2, takenPortLimitMs) : limitMs2,
    accept: verb === "stop" ? ["already-stopped", "in-transition"] : []
  });
  await waitUntil(`${shown[kind]} "${name2}" to be ${wanted}`, remainingMs(), intervalMs3, async (_, tell) => {
    const [found] = await appcmdList(log, [kind, name2]);
    const state = found ? stateOf(found) : "Unknown";
    tell(state);
    return state === wanted || void 0;
  });
}
async function waitForNoWorkers(log, pool, { limitMs: limitMs2, intervalMs: intervalMs3 = 250 }) {
  await waitUntil(`the workers of pool "${pool}" to end`, limitMs2, intervalMs3, async (_, tell) => {
    const left = workersOf(await workersNow(log), pool);
    tell(`process ${left.map(({ pid }) => pid).join(", ")}`);
    return left.length === 0 || void 0;
  });
}
async function stopPoolAndWorkers(log, pool) {
  await stopPool(log, pool, stopLimits);
  await waitForNoWorkers(log, pool, stopLimits);
}

// src/machine/replace-file.ts
var import_promises6 = require("node:fs/promises");

// src/machine/naming.ts
async function naming(path3, work) {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && !("path" in error)) Object.assign(error, { path: path3 });
    throw error;
  }
}

// src/machine/replace-file.ts
var suffix = ".blue-green-tmp";
var forgottenAfterMs = 36e5;
async function replaceFile(path3, content, { mode } = {}) {
  const temporary = temporaryFor(path3);
  const wanted = mode ?? await (0, import_promises6.stat)(path3).then(({ mode: mode2 }) => mode2 & 511, ifMissing(420));
  try {
    const file = await (0, import_promises6.open)(temporary, "wx", wanted);
    try {
      await naming(path3, file.writeFile(content));
      await file.chmod(wanted);
      await naming(path3, file.sync());
    } finally {
      await file.close();
    }
    await retryBusy(() => (0, import_promises6.rename)(temporary, path3)).catch((error) => {
      throw Object.assign(error, { path: path3, dest: void 0 });
    });
  } catch (error) {
    await (0, import_promises6.rm)(temporary, { force: true }).catch(() => {
    });
    throw error;
  }
  await syncFolder(paths.dirname(path3));
}
async function removeFile(path3) {
  try {
    if (process.platform !== "win32") return await retryBusy(() => (0, import_promises6.unlink)(path3));
    const temporary = temporaryFor(path3);
    await retryBusy(() => (0, import_promises6.rename)(path3, temporary)).catch((error) => {
      throw Object.assign(error, { dest: void 0 });
    });
    await (0, import_promises6.unlink)(temporary).catch((error) => {
      if (!isBusy(error)) throw error;
    });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
async function removeTemporaries(folder2, { of, isMine = false } = {}) {
  const names2 = await (0, import_promises6.readdir)(folder2).catch(ifMissing([]));
  const isOf = (name2) => of === void 0 || [`.${of}.`, `${of}.`].some((start) => name2.startsWith(start));
  const isMeant = (name2) => name2.endsWith(suffix) && isOf(name2);
  for (const name2 of names2.filter(isMeant)) {
    const file = paths.join(folder2, name2);
    const pid = writerOf(name2);
    if (pid === void 0) continue;
    const mtimeMs = await (0, import_promises6.lstat)(file).then(({ mtimeMs: mtimeMs2 }) => mtimeMs2, ifMissing(0));
    if (isMine || !isAlive(pid) || Date.now() - mtimeMs > forgottenAfterMs)
      await (0, import_promises6.rm)(file, { force: true }).catch((error) => {
        if (!isBusy(error)) throw error;
      });
  }
}
function temporaryFor(path3) {
  const unique = Math.floor(Math.random() * 2 ** 32).toString(16);
  return paths.join(paths.dirname(path3), `.${paths.basename(path3)}.${process.pid}.${unique.padStart(8, "0")}${suffix}`);
}
function writerOf(name2) {
  const pid = /\.(\d+)\.[0-9a-f]{8}\.blue-green-tmp$/.exec(name2)?.[1];
  return pid === void 0 ? void 0 : Number(pid);
}
async function syncFolder(folder2) {
  if (process.platform === "win32") return;
  const handle = await (0, import_promises6.open)(folder2, "r");
  await handle.sync().finally(() => handle.close());
}
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
function ifMissing(value) {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}

// src/routing/router.ts
var portHeaderName = "X-BlueGreen-Port";

// src/routing/front-web-config.ts
var longestAddressBytes = 16777216;
var action = (port2) => port2 === void 0 ? '<action type="CustomResponse" statusCode="503" statusReason="Service Unavailable" statusDescription="No release has been deployed yet." />' : `<action type="Rewrite" url="http://127.0.0.1:${port2}{UNENCODED_URL}" appendQueryString="false" />`;
var header = (port2) => `<add name="${portHeaderName}" value="${port2 ?? "none"}" />`;
var rulePattern = /<rule name="BlueGreen"(?![^>]*\benabled="false")[^>]*>(?:(?!<\/rule>)[\s\S])*?(<action [^>]*\/>)/d;
var headerPattern = new RegExp(`(<add name="${portHeaderName}" value="[^"]*" />)`, "d");
function placeOf(pattern, xml) {
  const blank = xml.replace(/<!--[\s\S]*?-->/g, (comment) => " ".repeat(comment.length));
  const [from, to] = pattern.exec(blank)?.indices?.[1] ?? [];
  return from === void 0 || to === void 0 ? void 0 : { from, to };
}
function replaced(xml, pattern, by) {
  const place = placeOf(pattern, xml);
  return place ? xml.slice(0, place.from) + by + xml.slice(place.to) : xml;
}
var frontWebConfig = (front, port2) => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". A switch changes the action of the rule and the header, and nothing else. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules useOriginalURLEncoding="false">
        <clear />
        <rule name="BlueGreen" stopProcessing="true">
          <match url="^(.*)$" />
${front.forwardsScheme ? `          <conditions>
            <add input="{CACHE_URL}" pattern="^(https?)://" />
          </conditions>
          <serverVariables>
            <set name="HTTP_X_FORWARDED_PROTO" value="{C:1}" />
          </serverVariables>
` : ""}          ${action(port2)}
        </rule>
      </rules>
    </rewrite>
    <security>
      <requestFiltering allowDoubleEscaping="true" allowHighBitCharacters="true">
        <requestLimits maxAllowedContentLength="${front.mostBodyBytes}" maxUrl="${longestAddressBytes}" maxQueryString="${longestAddressBytes}" />
        <verbs allowUnlisted="true">
          <clear />
        </verbs>
        <fileExtensions allowUnlisted="true">
          <clear />
        </fileExtensions>
        <hiddenSegments>
          <clear />
          <add segment="web.config" />
        </hiddenSegments>
      </requestFiltering>
    </security>
    <httpProtocol>
      <customHeaders>
${front.portHeader ? `        ${header(port2)}
` : ""}      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
`;
function portOf(webConfig) {
  const place = placeOf(rulePattern, webConfig);
  const found = place ? webConfig.slice(place.from, place.to) : "";
  const port2 = /url="http:\/\/127\.0\.0\.1:(\d{1,5})\{UNENCODED_URL\}"/.exec(found);
  return port2 ? Number(port2[1]) : /type="CustomResponse"/.test(found) ? "none" : void 0;
}
var withPort = (webConfig, port2) => replaced(replaced(webConfig, rulePattern, action(port2)), headerPattern, header(port2));

// src/routing/router-changed-by-hand.ts
var RouterChangedByHand = class extends StepFailed {
  constructor(what) {
    super({
      happened: `${what}.`,
      untouched: "The router was not touched.",
      todo: 'Undo the change, or remove the file and run "Prepare Router" again.'
    });
  }
};

// src/routing/router-file-failed.ts
var RouterFileFailed = class extends StepFailed {
  constructor(what, cause) {
    const why = cause instanceof Error ? cause.code ?? cause.message : String(cause);
    const { triedMs } = Object(cause);
    const tried = triedMs === void 0 ? "" : `, tried for ${(triedMs / 1e3).toFixed(0)} s`;
    super({
      happened: `${what} (${why}${tried}).`,
      untouched: "The router points where it did.",
      todo: `See that the file and its folder are there, that the account of the Tentacle may write to them, and that no program keeps the file open; then run this step again. ${whoHoldsIt()}`,
      cause
    });
  }
};

// src/routing/arr-rewrite.ts
function arrRewrite(folder2) {
  const file = paths.join(folder2, "web.config");
  async function read() {
    const text3 = await readIfThere(file).catch((cause) => {
      throw new RouterFileFailed(`${file} cannot be read`, cause);
    });
    if (text3 === void 0) throw new RouterFileFailed(`${file} cannot be read`, "ENOENT");
    const port2 = portOf(text3);
    if (port2 === void 0) throw new RouterChangedByHand(`${file} has no rule "BlueGreen" that names a port`);
    return { text: text3, port: port2 === "none" ? void 0 : port2 };
  }
  return {
    called: `ARR (${file})`,
    async livePort() {
      return (await read()).port;
    },
    async makeLive(port2) {
      const now2 = await read();
      if (now2.port === port2) return;
      await replaceFile(file, withPort(now2.text, port2)).catch((cause) => {
        throw new RouterFileFailed(`${file} cannot be replaced`, cause);
      });
    }
  };
}

// src/routing/prepare-arr.ts
var import_node_crypto2 = require("node:crypto");
var import_promises10 = require("node:fs/promises");

// src/iis/binding-edit.ts
function bindingEdit({ name: name2, bindings: bindings2 }, wanted) {
  const add = missingIn(bindings2, wanted);
  const remove = missingIn(wanted, bindings2);
  return add.length + remove.length > 0 ? { site: name2, add, remove } : void 0;
}
var missingIn = (list2, bindings2) => bindings2.filter((binding2) => !list2.some((each) => sameBindings([each], [binding2])));

// src/iis/bindings-text.ts
var bindingsText = (bindings2) => bindings2.map(({ protocol, information }) => {
  const text3 = `${protocol}/${information}`;
  if (text3.includes(",")) throw new BadArgument(text3, "a comma separates bindings");
  return text3;
}).join(",");

// src/iis/grant.ts
var import_promises7 = require("node:timers/promises");

// src/iis/grant-failed.ts
var GrantFailed = class extends StepFailed {
  constructor(failure2) {
    const { folder: folder2, account, right, exitCode, said } = failure2;
    super({
      happened: `icacls could not grant ${right} on ${folder2} to ${account}: exit code ${exitCode}${quotedOutput(said)}`,
      untouched: "The rights on the folder are as they were.",
      todo: "See that the folder and the pool exist and that this account may change the rights on the folder, then run this step again."
    });
  }
};

// src/iis/grant.ts
var lasting = [5, 2, 3];
var firstPauseMs2 = 100;
var grantArgs = (folder2, account, right) => [
  folder2,
  "/grant",
  `${account}:(OI)(CI)${right}`
];
var poolAccount = (pool) => `IIS AppPool\\${checkedName(pool)}`;
async function grant(log, { folder: folder2, pool, right, limitMs: limitMs2 = 3e4 }) {
  const args = grantArgs(folder2, poolAccount(pool), right);
  const deadline = performance.now() + limitMs2;
  for (let pauseMs2 = firstPauseMs2; ; pauseMs2 = Math.min(2 * pauseMs2, 2e3)) {
    const { exitCode, stdout, stderr } = await runProgram(log, findProgram("icacls"), args, { timeoutMs: 3e5 });
    if (exitCode === 0) return;
    if (lasting.includes(exitCode) || performance.now() + pauseMs2 > deadline) {
      throw new GrantFailed({ folder: folder2, account: poolAccount(pool), right, exitCode, said: `${stderr}
${stdout}` });
    }
    log.verbose(`icacls: exit code ${exitCode}; again in ${pauseMs2} ms`);
    await (0, import_promises7.setTimeout)(pauseMs2);
  }
}

// src/iis/new-site-id.ts
var import_node_crypto = require("node:crypto");
var lowest = 1e6;
var highest = 2e9;
function newSiteId(iis, random = import_node_crypto.randomInt) {
  const taken = new Set(iis.sites.map(({ id }) => id));
  for (; ; ) {
    const id = random(lowest, highest);
    if (!taken.has(id)) return id;
  }
}

// src/iis/time-span.ts
function timeSpan(ms, granularityMs = 1e3) {
  const seconds = Math.ceil(ms / granularityMs) * granularityMs / 1e3;
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const days = Math.floor(seconds / 86400);
  return `${days > 0 ? `${days}.` : ""}${clock.map((part) => String(part).padStart(2, "0")).join(":")}`;
}
function timeSpanMs(text3) {
  const parts = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?$/.exec(text3)?.slice(1).map((part) => Number(part ?? 0));
  if (!parts) return void 0;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e3;
}

// src/iis/unreadable-model.ts
var UnreadableModel = class extends StepFailed {
  constructor(model, setting) {
    super({
      happened: `The setting ${setting} of "${model}" holds characters that appcmd did not write as UTF-8.`,
      untouched: "Nothing was taken over from it and nothing was changed.",
      todo: "Name another model, or none and give the settings themselves."
    });
  }
};
function checkModel(model, element) {
  for (const [setting, value] of Object.entries(element.attributes))
    if (value.includes("\uFFFD")) throw new UnreadableModel(model, setting);
  for (const child of element.children) checkModel(model, child);
}

// src/iis/new-pool.ts
var minuteMs = 6e4;
function newPool(settings, model) {
  if (model) checkModel(model.name, model.element);
  const pool = poolElement(settings, model?.element ?? xmlElement("add"));
  const outer = {
    "APPPOOL.NAME": settings.name,
    PipelineMode: pool.attributes["managedPipelineMode"] ?? "Integrated",
    RuntimeVersion: pool.attributes["managedRuntimeVersion"] ?? "v4.0",
    state: "Started"
  };
  return printXml(xmlElement("appcmd", {}, [xmlElement("APPPOOL", outer, [pool])]));
}
function poolElement(settings, model) {
  const named2 = withAttributes(model, {
    name: settings.name,
    autoStart: String(settings.autoStart),
    managedRuntimeVersion: settings.runtimeVersion,
    managedPipelineMode: settings.pipelineMode,
    startMode: settings.startMode,
    queueLength: settings.queueLength?.toString()
  });
  const withProcess = withChild(
    named2,
    "processModel",
    (element) => withAttributes(settings.identity ? withIdentity(element, settings.identity) : element, {
      idleTimeout: span(settings.idleTimeoutMs, minuteMs),
      shutdownTimeLimit: span(settings.shutdownTimeLimitMs)
    })
  );
  const withRecycling = withChild(
    withProcess,
    "recycling",
    (element) => withChild(
      withAttributes(element, { disallowOverlappingRotation: settings.disallowOverlappingRotation?.toString() }),
      "periodicRestart",
      (restart) => withAttributes(restart, { time: span(settings.periodicRestartMs, minuteMs) })
    )
  );
  return withChild(
    withRecycling,
    "environmentVariables",
    (element) => withVariables(element, settings.environmentVariables ?? {})
  );
}
function withIdentity(processModel, identity) {
  const { userName: _, password: __, ...others } = processModel.attributes;
  const user = identity.type === "SpecificUser" ? { userName: identity.userName, password: identity.password } : {};
  return { ...processModel, attributes: { ...others, identityType: identity.type, ...user } };
}
function withVariables(element, variables) {
  const given2 = new Set(Object.keys(variables).map((name2) => name2.toLowerCase()));
  const kept = element.children.filter((child) => !given2.has((child.attributes["name"] ?? "").toLowerCase()));
  const added = Object.entries(variables).map(([name2, value]) => xmlElement("add", { name: name2, value }));
  return { ...element, children: [...kept, ...added] };
}
var span = (ms, granularityMs) => ms === void 0 ? void 0 : timeSpan(ms, granularityMs);

// src/iis/pool-changes.ts
var addPool = (settings, model) => ({
  says: `Add pool "${checkedName(settings.name)}"${model ? ` with the settings of "${model.name}"` : ""}`,
  args: ["add", "apppool", "/in"],
  input: newPool(settings, model),
  pools: [settings.name],
  isDone: (iis) => poolNamed(iis, settings.name) !== void 0
});
var deletePool = (name2) => ({
  says: `Delete pool "${name2}"`,
  args: ["delete", "apppool", checkedName(name2)],
  pools: [name2],
  isDone: (iis) => poolNamed(iis, name2) === void 0
});

// src/iis/config-section.ts
async function configSection(log, section, site) {
  const where = site === void 0 ? [] : [checkedName(site)];
  const found = await appcmdList(log, ["config", ...where, `-section:${section}`, "/config:*"]);
  return sectionFrom(found, section);
}
function sectionFrom(listed2, section) {
  const name2 = section.replaceAll("/", "-");
  const inside = listed2.filter((element) => element.name === "CONFIG").flatMap(({ children }) => children);
  return inside.find((element) => element.name === name2) ?? xmlElement(name2);
}

// src/iis/proxy.ts
var proxySection = "system.webServer/proxy";
var variablesSection = "system.webServer/rewrite/allowedServerVariables";
async function proxySettings(log) {
  const { attributes } = await configSection(log, proxySection);
  const flag2 = (name2, byDefault) => (attributes[name2] ?? String(byDefault)).toLowerCase() === "true";
  return {
    enabled: flag2("enabled", false),
    preserveHostHeader: flag2("preserveHostHeader", false),
    reverseRewriteHostInResponseHeaders: flag2("reverseRewriteHostInResponseHeaders", true),
    timeoutMs: timeSpanMs(attributes["timeout"] ?? "") ?? 12e4
  };
}
function setProxy(wanted) {
  const { timeoutMs: timeoutMs2, ...flags } = wanted;
  const values = Object.entries({ ...flags, ...timeoutMs2 !== void 0 && { timeout: timeSpan(timeoutMs2) } });
  return {
    says: `Set the proxy of ARR: ${values.map(([name2, value]) => `${name2}=${value}`).join(", ")}`,
    args: [
      "set",
      "config",
      `-section:${proxySection}`,
      ...values.map(([name2, value]) => `/${name2}:${value}`),
      toApphost
    ],
    pools: [],
    isDone: async (_, log) => {
      const now2 = await proxySettings(log);
      return Object.entries(wanted).every(([name2, value]) => now2[name2] === value);
    }
  };
}
async function allowedServerVariables(log) {
  const { children } = await configSection(log, variablesSection);
  return children.filter(({ name: name2 }) => name2 === "add").map(({ attributes }) => attributes["name"] ?? "");
}
var allowServerVariables = (names2) => ({
  says: `Allow rewrite rules to set ${names2.join(", ")}`,
  args: [
    "set",
    "config",
    `-section:${variablesSection}`,
    ...names2.map((name2) => `/+[name='${quoted2(name2)}']`),
    toApphost
  ],
  pools: [],
  isDone: async (_, log) => {
    const allowed = new Set((await allowedServerVariables(log)).map((name2) => name2.toUpperCase()));
    return names2.every((name2) => allowed.has(name2.toUpperCase()));
  }
});
var toApphost = "/commit:apphost";
var quoted2 = (text3) => text3.replaceAll("'", "''");

// src/iis/new-site.ts
function newSite(settings, model) {
  if (model) checkModel(model.name, model.element);
  const { name: name2, id, bindings: bindings2, applications = [] } = settings;
  const old = model?.element ?? xmlElement("site");
  const application = rootOf(old, "application");
  const folder2 = rootOf(application, "virtualDirectory");
  const root = {
    ...withAttributes(application, {
      path: "/",
      applicationPool: settings.pool,
      preloadEnabled: settings.preloadEnabled?.toString()
    }),
    children: [
      ...application.children.filter((child) => child.name !== "virtualDirectory"),
      withAttributes(folder2, { path: "/", physicalPath: settings.physicalPath })
    ]
  };
  const site = {
    ...withAttributes(old, { name: name2, id: String(id), serverAutoStart: String(settings.autoStart) }),
    children: [
      xmlElement("bindings", {}, bindings2.map(bindingElement)),
      ...old.children.filter((child) => child.name !== "bindings" && child.name !== "application"),
      root,
      ...applications.map(applicationElement)
    ]
  };
  const outer = { "SITE.NAME": name2, "SITE.ID": String(id), bindings: bindingsText(bindings2), state: "Started" };
  return {
    xml: printXml(xmlElement("appcmd", {}, [xmlElement("SITE", outer, [site])])),
    leftOut: leftOut(old, applications)
  };
}
var rootOf = (parent, name2) => parent.children.find((child) => child.name === name2 && child.attributes["path"] === "/") ?? xmlElement(name2);
var bindingElement = ({ protocol, information, sslFlags }) => xmlElement("binding", { protocol, bindingInformation: information, ...sslFlags && { sslFlags: String(sslFlags) } });
var applicationElement = ({ path: path3, pool, physicalPath }) => xmlElement("application", { path: path3, applicationPool: pool }, [
  xmlElement("virtualDirectory", { path: "/", physicalPath })
]);
function leftOut(site, given2) {
  return site.children.filter((child) => child.name === "application" && !given2.some(({ path: path3 }) => path3 === child.attributes["path"])).flatMap((application) => {
    const path3 = application.attributes["path"] ?? "";
    const folders = application.children.filter((child) => child.name === "virtualDirectory");
    const own2 = folders.filter((folder2) => folder2.attributes["path"] !== "/");
    return path3 === "/" ? own2.map((folder2) => `virtual directory ${folder2.attributes["path"]}`) : [`application ${path3}`];
  });
}

// src/iis/site-changes.ts
function addSite(settings, model) {
  const { xml, leftOut: leftOut2 } = newSite(settings, model);
  return {
    says: `Add site "${checkedName(settings.name)}" at ${bindingsText(settings.bindings)}${model ? ` with the settings of "${model.name}"` : ""}`,
    args: ["add", "site", "/in"],
    input: xml,
    pools: [settings.pool],
    leftOut: leftOut2,
    isDone: (iis) => {
      const site = siteNamed(iis, settings.name);
      return site !== void 0 && sameBindings(site.bindings, settings.bindings) && rootFolder(site) === settings.physicalPath && isSameName(rootApplication(site)?.pool ?? "", settings.pool) && (settings.applications ?? []).every(({ path: path3 }) => site.applications.some((each) => each.path === path3));
    }
  };
}
var deleteSite = (site) => ({
  says: `Delete site "${site.name}"`,
  args: ["delete", "site", checkedName(site.name)],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name) === void 0
});
var poolsOf = (site) => [...new Set(site.applications.map(({ pool }) => pool))];

// src/machine/listeners.ts
var import_promises8 = require("node:fs/promises");

// src/machine/program-failed.ts
var shownCharacters = 500;
var ProgramFailed = class extends StepFailed {
  constructor(command, { exitCode, stdout, stderr }) {
    const said = `${stderr.trim()} ${stdout.trim()}`.trim().slice(0, shownCharacters);
    super({
      happened: `${command} failed with exit code ${exitCode}${said ? `: ${said}` : " and said nothing"}.`,
      untouched: "It changed nothing.",
      todo: "Run the same line by hand, as the same account, to see what is wrong."
    });
  }
};

// src/machine/listeners.ts
var netstatLimitMs = 3e4;
var procBytes = 4096;
var systemPid = 4;
async function listeningPorts(log, { httpSys = true } = {}) {
  const lists = process.platform === "win32" ? await netstatLists(log, httpSys) : await procLists();
  return new Set(lists.flat());
}
async function netstatLists(log, httpSys) {
  const list2 = async (protocol) => {
    const result = await runProgram(log, findProgram("netstat"), ["-ano", "-p", protocol], {
      timeoutMs: netstatLimitMs
    });
    if (result.exitCode !== 0) throw new ProgramFailed(`netstat -ano -p ${protocol}`, result);
    return netstatListeners(result.stdout, httpSys ? void 0 : systemPid);
  };
  return Promise.all([list2("TCP"), list2("TCPv6")]);
}
var procLists = () => Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(listeningIn));
async function listeningIn(path3) {
  const file = await (0, import_promises8.open)(path3).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
  if (!file) return [];
  try {
    const buffer = Buffer.alloc(procBytes);
    for (let text3 = ""; ; ) {
      const { bytesRead } = await file.read(buffer);
      const page = buffer.toString("latin1", 0, bytesRead);
      text3 += page;
      if (bytesRead === 0 || endsListeners(page)) return procListeners(text3);
    }
  } finally {
    await file.close();
  }
}
function netstatListeners(text3, butOf) {
  return [...text3.matchAll(/^\s*TCP\s+\S+:(\d+)\s+\S+:0\s(?:.*\D(\d+)[ \t]*$)?/gim)].filter(([, , pid]) => butOf === void 0 || Number(pid) !== butOf).map(([, port2]) => Number(port2));
}
function procListeners(text3) {
  return [...text3.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm)].map(
    (match) => Number.parseInt(match[1] ?? "", 16)
  );
}
var endsListeners = (part) => /^\s*\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} (?!0A)[0-9A-F]{2} /m.test(part);

// src/slots/binding-records.ts
var recordsOf = (bindings2) => bindings2.map(({ protocol, information, sslFlags }) => ({ protocol, information, ...sslFlags ? { sslFlags } : {} }));
var recordedBindings = (records) => records.map(({ protocol, information, sslFlags }) => ({
  ...bindingFrom(protocol, information),
  ...sslFlags ? { sslFlags } : {}
}));

// src/http/request.ts
var mostBodyBytes = 1024 * 1024;
async function serverName(host) {
  const { isIP: isIP2 } = await Promise.resolve().then(() => __toESM(require("node:net"), 1));
  const name2 = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP2(name2) ? "" : name2;
}
async function request(wanted) {
  const secure = wanted.url.protocol === "https:";
  const client = secure ? await Promise.resolve().then(() => __toESM(require("node:https"), 1)) : await Promise.resolve().then(() => __toESM(require("node:http"), 1));
  const authorities = wanted.ca === void 0 ? void 0 : [...(await Promise.resolve().then(() => __toESM(require("node:tls"), 1))).rootCertificates, wanted.ca];
  const servername = secure ? await serverName(wanted.host ?? wanted.url.host) : "";
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = client.request({
      host: wanted.url.hostname.replace(/^\[|\]$/g, ""),
      port: wanted.url.port || (secure ? 443 : 80),
      path: `${wanted.url.pathname}${wanted.url.search}`,
      ...wanted.from ? { localAddress: wanted.from } : {},
      agent: false,
      headers: { ...wanted.headers, host: wanted.host ?? wanted.url.host, connection: "close" },
      servername,
      ...secure ? {
        rejectUnauthorized: !wanted.anyCertificate,
        ...authorities ? { ca: authorities } : {}
      } : {},
      signal: AbortSignal.timeout(wanted.timeoutMs)
    });
    sent.on("error", (error) => {
      const { from, ...fromAny } = wanted;
      if (from && error.syscall === "bind") request(fromAny).then(resolve, reject);
      else reject(error);
    });
    sent.on("upgrade", (_response, socket) => {
      socket.destroy();
      reject(new Error("the answer is 101, a change of protocol that was not asked for"));
    });
    sent.on("response", (response) => {
      const chunks = [];
      let bytes = 0;
      response.on("data", (chunk) => {
        if (bytes < mostBodyBytes) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on("error", reject);
      response.on(
        "end",
        () => resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
          ms: Math.round(performance.now() - startedAt)
        })
      );
    });
    sent.end();
  });
}
var isCutOff = (error) => error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
function requestProblem(error) {
  if (!(error instanceof Error)) return String(error);
  if (isCutOff(error)) return "no complete answer within the limit";
  return error.code ?? error.message;
}

// src/routing/prove.ts
var import_promises9 = require("node:timers/promises");

// src/octopus/parameter-types.ts
function parsed(parse3) {
  return pipe(
    string2(),
    transform((text3, context) => {
      try {
        return parse3(text3, (told4) => {
          throw new Problem(told4);
        });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.issues.push({ code: "custom", message: error.message, input: text3 });
        return NEVER;
      }
    })
  );
}
var Problem = class extends Error {
};
var longestText = 32768;
var text = ({ pattern, rule, longest: longest2 = 1e3 } = {}) => parsed((value, problem) => {
  const trimmed = value.trim();
  if (trimmed.length > longest2) problem(`is ${trimmed.length} characters long; at most ${longest2} are possible`);
  if (/[\r\n]/.test(trimmed)) problem("has more than one line");
  if (/[\x00-\x1f\x7f]/.test(trimmed)) problem("holds a control character");
  if (pattern && !pattern.test(trimmed)) problem(rule ?? `does not match ${pattern.source}`);
  return trimmed;
});
var optional = (schema) => pipe(
  string2(),
  transform((value, context) => {
    if (value.trim() === "") return void 0;
    const result = safeParse(schema, value);
    if (result.success) return result.data;
    for (const issue2 of result.error.issues)
      context.issues.push({ code: "custom", message: issue2.message, input: value });
    return NEVER;
  })
);
var unitMs = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
var duration2 = ({ leastMs = 0, mostMs = 24 * unitMs.h } = {}) => parsed((value, problem) => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)$/.exec(value.trim());
  if (!match) return problem("is not a duration: a number with ms, s, m or h");
  const ms = Math.round(Number(match[1]) * unitMs[match[2]]);
  if (ms < leastMs || ms > mostMs) problem(`must be between ${shownMs(leastMs)} and ${shownMs(mostMs)}`);
  return ms;
});
var shownMs = (ms) => ms >= unitMs.h && ms % unitMs.h === 0 ? `${ms / unitMs.h}h` : ms >= unitMs.m && ms % unitMs.m === 0 ? `${ms / unitMs.m}m` : ms >= unitMs.s && ms % unitMs.s === 0 ? `${ms / unitMs.s}s` : `${ms}ms`;
var unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
var size = () => parsed((value, problem) => {
  const match = /^(\d{1,9})\s*(B|KB|MB|GB)$/i.exec(value.trim());
  if (!match) return problem("is not a size: a whole number with B, KB, MB or GB");
  const bytes = Number(match[1]) * unitBytes[match[2]?.toUpperCase()];
  return Number.isSafeInteger(bytes) ? bytes : problem("is too large");
});
var ports = () => parsed((value, problem) => {
  const match = /^(\d{1,5})\s*([,-])\s*(\d{1,5})$/.exec(value.trim());
  if (!match) return problem("is neither two ports (18081,18082) nor a range (20000-20999)");
  const [first, second] = [Number(match[1]), Number(match[3])];
  for (const number3 of [first, second])
    if (number3 < 1 || number3 > 65535) problem(`names ${number3}; ports are 1 to 65535`);
  if (match[2] === ",") {
    if (first === second) problem("names one port twice; a pair is two different ports");
    return { kind: "pair", pair: [first, second] };
  }
  if (first >= second) problem("is a range that does not go up");
  return { kind: "range", from: first, to: second };
});
var flag = () => parsed((value, problem) => {
  const lower = value.trim().toLowerCase();
  if (lower !== "true" && lower !== "false") problem("is neither True nor False");
  return lower === "true";
});
var lines = (entry, { least = 0, most = 200 } = {}) => parsed((value, problem) => {
  if (value.length > longestText) problem(`is ${value.length} characters long; at most ${longestText} are possible`);
  const texts = value.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== "");
  if (texts.length < least || texts.length > most)
    problem(`has ${texts.length} lines; ${least} to ${most} are possible`);
  const results = texts.map((line) => safeParse(entry, line));
  const wrong = results.flatMap(
    (result, index) => result.success ? [] : [`line ${index + 1} ${result.error.issues.map((issue2) => issue2.message).join("; ")}`]
  );
  if (wrong.length > 0) problem(wrong.join("; "));
  return results.flatMap((result) => result.success ? [result.data] : []);
});
var choice = (...words) => parsed((value, problem) => {
  const found = words.find((word) => word === value.trim());
  return found ?? problem(`is none of ${words.join(", ")}`);
});
var folder = (pathProblem2) => parsed((value, problem) => {
  const trimmed = value.trim();
  const wrong = pathProblem2(trimmed);
  if (wrong !== void 0) problem(wrong);
  if (/[\x00-\x1f"<>|?*]/.test(trimmed)) problem("holds a character that a path cannot have");
  if (trimmed.split(/[\\/]/).includes("..")) problem('must not hold ".."');
  if (trimmed.length > 200) problem(`is ${trimmed.length} characters long; at most 200 are possible`);
  return trimmed;
});
var webAddress = () => parsed((value, problem) => {
  let url;
  if (/[\x00-\x20\x7f]/.test(value.trim())) problem("holds a blank, a line end or a control character");
  try {
    url = new URL(value.trim());
  } catch {
    return problem("is not a web address");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") problem("must begin with http:// or https://");
  if (url.username || url.password) problem("must not hold a user name or password");
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i.test(url.hostname)) problem("names a host that cannot be");
  return url;
});

// src/http/statuses.ts
var accepts = (list2, status) => list2.some(({ from, to }) => status >= from && status <= to);
var shownStatuses = (list2) => list2.map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`).join(",");

// src/routing/prove.ts
var mostBadAnswers = 5;
var intervalMs2 = 20;
var answerLimitMs = 1e4;
var askFrontDoor = (frontDoor2, timeoutMs2 = answerLimitMs) => request({
  url: new URL(frontDoor2.url),
  ...frontDoor2.host ? { host: frontDoor2.host } : {},
  anyCertificate: true,
  timeoutMs: timeoutMs2
});
function answeringPort(answer) {
  const port2 = answer.headers[portHeaderName.toLowerCase()];
  return typeof port2 === "string" && /^\d+$/.test(port2) ? Number(port2) : void 0;
}
function objection(answer, proof) {
  const port2 = answeringPort(answer);
  if (proof.port !== void 0 && port2 !== proof.port)
    return { why: `port ${port2 ?? "unknown"} answered instead of ${proof.port}`, ofNewSlot: false };
  if (!accepts(proof.statuses, answer.status))
    return { why: `the status was ${answer.status} (expected ${shownStatuses(proof.statuses)})`, ofNewSlot: true };
  const release = proof.release && answer.headers[proof.release.header.toLowerCase()];
  if (proof.release && release !== proof.release.release)
    return {
      why: `${proof.release.header} was "${release ?? ""}" instead of "${proof.release.release}"`,
      ofNewSlot: proof.port !== void 0
    };
  return void 0;
}
async function prove(proof) {
  const deadline = performance.now() + proof.limitMs;
  let [inARow2, bad, why] = [0, 0, ""];
  while (inARow2 < proof.inARow) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0)
      return `after ${proof.limitMs / 1e3} s: ${why || `${inARow2} good answers in a row, not ${proof.inARow}`}`;
    const found = await askFrontDoor(proof.frontDoor, Math.max(1, Math.round(Math.min(leftMs, answerLimitMs)))).then(
      (answer) => objection(answer, proof),
      (error) => ({
        why: `no answer: ${requestProblem(error)}`,
        ofNewSlot: false,
        isLast: leftMs < answerLimitMs && isCutOff(error)
      })
    );
    if (found?.isLast && (inARow2 > 0 || why)) continue;
    inARow2 = found ? 0 : inARow2 + 1;
    bad = found?.ofNewSlot ? bad + 1 : 0;
    why = found?.why ?? "";
    if (bad >= mostBadAnswers) return `${bad} answers in a row: ${why}`;
    if (found) await (0, import_promises9.setTimeout)(intervalMs2);
  }
  return void 0;
}

// src/routing/front-answers.ts
async function frontAnswers({ frontDoor: frontDoor2, portHeader }, router, port2, limitMs2 = 2e4) {
  await waitUntil(`${router} to answer at ${frontDoor2.url}`, limitMs2, 100, async (_leftMs, tell) => {
    try {
      const answer = await askFrontDoor(frontDoor2);
      const named2 = answer.headers[portHeaderName.toLowerCase()];
      tell(`status ${answer.status}, ${portHeaderName}: ${named2 ?? "missing"}`);
      if (!portHeader) return true;
      return (port2 === void 0 ? named2 !== void 0 : answeringPort(answer) === port2) || void 0;
    } catch (error) {
      tell(requestProblem(error));
      return void 0;
    }
  });
}

// src/routing/router-refused.ts
var RouterRefused = class extends StepFailed {
  constructor(happened, todo, cause) {
    super({ happened: `${happened}.`, untouched: "What serves now serves on.", todo, ...cause ? { cause } : {} });
  }
};

// src/routing/old-bindings-again.ts
var answerLimitMs2 = 1e4;
function bindingsSettled({ rebinding: _before, ...marker2 }) {
  return marker2;
}
async function oldBindingsAgain(log, opened, site, before, wish, cause) {
  const happened = `With its new bindings the front site ${site} did not answer at ${wish.frontDoor.url} (${whatHappened(cause).replace(/\.$/, "")})`;
  const now2 = siteNamed(await lookAtIis(log), site);
  const edit = now2 && bindingEdit(now2, before);
  if (!edit) throw cause;
  const { router } = opened.marker;
  try {
    const says = `Give site "${site}" its old bindings again: ${bindingsText(before)}`;
    await moveBindings(log, { says, edits: [edit], to: site }, { ...wish.commit, onWorkerRestart: "warn" });
    if (router) await frontAnswers({ ...wish, frontDoor: router.frontDoor }, "ARR", void 0, answerLimitMs2);
  } catch (error) {
    throw new StepFailed({
      happened: `${happened}. And with its old ones, ${bindingsText(before)}, it does not serve either: ${whatHappened(error)}`,
      untouched: "The slots were not touched.",
      todo: "Look at the front door at once. When this step runs again it knows the old bindings.",
      cause: error
    });
  }
  await opened.save(bindingsSettled(opened.marker));
  throw new RouterRefused(
    `${happened}; it has its old ones again`,
    "Correct BG.FrontBindings, or the address in BG.FrontDoor or BG.FrontDoorAddress.",
    cause
  );
}

// src/routing/was-made.ts
var wasMade = ({ router, preparing = [] }, hash) => router?.made === hash || preparing.includes(hash);
var aboutToMake = (marker2, hash) => ({
  ...marker2,
  preparing: [.../* @__PURE__ */ new Set([...marker2.preparing ?? [], hash])]
});

// src/routing/prepare-arr.ts
var startLimitMs2 = 9e4;
var reboundStartLimitMs = 5e3;
var reboundLimitMs = 3e3;
var schemeVariable = "HTTP_X_FORWARDED_PROTO";
var hashOf2 = (webConfig) => (0, import_node_crypto2.createHash)("sha256").update(withPort(webConfig, void 0)).digest("hex");
function refuseStrangers(iis, {
  name: name2,
  folder: folder2,
  bindings: bindings2,
  unfinished
}) {
  const site = siteNamed(iis, name2);
  if (site && !isSamePath(folder2, rootFolder(site) ?? ""))
    throw new RouterRefused(
      `There is a site "${name2}" that serves ${rootFolder(site) || "nothing"}, not ${folder2}`,
      "Rename or remove that site, or give this application another name or BG.Instance."
    );
  if (!site && !unfinished && poolNamed(iis, name2))
    throw new RouterRefused(
      `There is an application pool "${name2}" that this step did not make`,
      "Rename or remove it."
    );
  for (const wanted of bindings2) {
    const other = iis.sites.find(
      ({ name: its, bindings: theirs }) => its !== name2 && theirs.some((binding2) => sameBindings([binding2], [wanted]))
    );
    if (other)
      throw new RouterRefused(
        `The binding ${wanted.protocol}/${wanted.information} belongs to the site "${other.name}"`,
        "Give the front site other bindings (BG.FrontBindings), or take that one away from the other site first."
      );
  }
}
async function refuseTakenPorts(log, { sites }, added) {
  if (added.length === 0) return;
  const listening2 = await listeningPorts(log, { httpSys: false });
  const started = sites.filter(({ state }) => state !== "Stopped").flatMap(({ bindings: bindings2 }) => bindings2);
  const taken = added.find(
    ({ port: port2 }) => port2 !== void 0 && listening2.has(port2) && !started.some((binding2) => binding2.port === port2)
  );
  if (taken)
    throw new RouterRefused(
      `The port of ${bindingsText([taken])} has a listener that is no site of IIS`,
      "Give the front site another binding (BG.FrontBindings), or end that program first: netstat -ano names its process."
    );
}
async function proxyChanges(log, timeoutMs2) {
  const now2 = await proxySettings(log);
  if (!now2.enabled)
    return {
      changes: [
        setProxy({ enabled: true, preserveHostHeader: true, reverseRewriteHostInResponseHeaders: false, timeoutMs: timeoutMs2 })
      ],
      warnings: []
    };
  if (!now2.preserveHostHeader)
    throw new RouterRefused(
      "ARR's proxy is in use on this server with preserveHostHeader=false: the slots would not see the host name that users call",
      "If nobody else depends on it, run: appcmd set config -section:system.webServer/proxy /preserveHostHeader:true /commit:apphost"
    );
  const kept = "It is one setting for the whole server, and in use: it was left as it is.";
  return {
    changes: [],
    warnings: [
      ...now2.reverseRewriteHostInResponseHeaders ? [
        `ARR's proxy rewrites the host of redirects (reverseRewriteHostInResponseHeaders), those to other servers included. ${kept}`
      ] : [],
      ...now2.timeoutMs < timeoutMs2 ? [
        `ARR's proxy gives an application ${now2.timeoutMs / 1e3} s for an answer, less than BG.Timeout says. ${kept}`
      ] : []
    ]
  };
}
async function prepareArr(log, opened, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const unfinished = marker2.preparing !== void 0;
  const name2 = `${paths.basename(app.folder)}-front`;
  const folder2 = app.files.front;
  const file = paths.join(folder2, "web.config");
  const iis = await lookAtIis(log);
  refuseStrangers(iis, { name: name2, folder: folder2, bindings: wish.bindings, unfinished });
  const forwardsScheme = wish.adopting?.forwardsScheme ?? wish.bindings.some(({ protocol }) => protocol === "https");
  const found = await readIfThere(file);
  const port2 = found === void 0 ? "none" : portOf(found);
  const text3 = frontWebConfig({ ...wish, forwardsScheme }, typeof port2 === "number" ? port2 : wish.adopting?.port);
  if (found !== void 0 && found !== text3 && !wasMade(marker2, hashOf2(found)))
    throw new RouterRefused(
      `${file} was not made by this step, or has been changed by hand since`,
      "Undo the change, or delete the file when no release is live."
    );
  const site = siteNamed(iis, name2);
  const edit = site && bindingEdit(site, wish.bindings);
  const rebinding = site && (marker2.rebinding ?? (edit && recordsOf(site.bindings)));
  const before = rebinding && recordedBindings(rebinding);
  const wayBack2 = before && !sameBindings(before, wish.bindings) ? before : void 0;
  await refuseTakenPorts(log, iis, edit?.add ?? []);
  const { changes: forProxy, warnings } = await proxyChanges(log, wish.timeoutMs);
  const forVariable = forwardsScheme && !(await allowedServerVariables(log)).some((known2) => known2.toUpperCase() === schemeVariable) ? [allowServerVariables([schemeVariable])] : [];
  const forSite = site ? edit ? [{ ...editBindings(`Bind site "${name2}" to ${bindingsText(wish.bindings)}`, [edit]), pools: [name2] }] : [] : [
    addSite({
      name: name2,
      id: newSiteId(iis),
      bindings: wish.bindings,
      physicalPath: folder2,
      pool: name2,
      autoStart: true
    })
  ];
  const forPool = poolNamed(iis, name2) ? [] : [
    addPool({
      name: name2,
      autoStart: true,
      runtimeVersion: "",
      startMode: "AlwaysRunning",
      idleTimeoutMs: 0,
      periodicRestartMs: 0
    })
  ];
  const changes = [...forProxy, ...forVariable, ...forPool, ...forSite];
  const router = {
    kind: "arr-rewrite",
    site: name2,
    pool: name2,
    folder: folder2,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOf2(text3)
  };
  for (const warning of warnings) log.warning(warning);
  const right = changes.length === 0 && found === text3 && !unfinished;
  if (whatIf) {
    if (found !== text3) log.info(`What if: ${file} would be written.`);
    for (const change of changes) log.info(`What if: ${change.says}.`);
    return {
      router,
      says: right ? `The front site ${name2} is there already.` : `The front site ${name2} would be made.`
    };
  }
  if (!right)
    await opened.save({ ...aboutToMake(bindingsSettled(marker2), router.made), ...rebinding ? { rebinding } : {} });
  await (0, import_promises10.mkdir)(folder2, { recursive: true });
  if (site && forVariable.length > 0) await commit(log, [...forProxy, ...forVariable], wish.commit);
  if (found !== text3) await replaceFile(file, text3);
  if (wayBack2) {
    const problem = await problemOf2(bringUp(reboundStartLimitMs));
    const silence = await problemOf2(frontAnswers(wish, "ARR", void 0, reboundLimitMs));
    if (silence) await oldBindingsAgain(log, opened, name2, wayBack2, wish, problem ?? silence);
    await opened.save(bindingsSettled(opened.marker));
    if (problem) throw problem;
  } else {
    await bringUp(startLimitMs2);
    await frontAnswers(wish, "ARR");
  }
  return {
    router,
    says: right ? `The front site ${name2} is there already, and answers.` : `The front site ${name2} is made, and answers.`
  };
  async function bringUp(limitMs2) {
    await commit(log, changes, wish.commit);
    if (!right) await grant(log, { folder: folder2, pool: name2, right: "RX" });
    await startPool(log, name2, { limitMs: limitMs2 });
    await startSite(log, name2, { limitMs: limitMs2 });
    await arrRewrite(folder2).livePort();
  }
}
var problemOf2 = (work) => work.then(
  () => void 0,
  (error) => error
);

// src/slots/not-prepared.ts
var NotPrepared = class extends StepFailed {
  constructor(app, why = `${app.files.marker} is missing`) {
    super({
      happened: `There is no application "${app.name}"${app.instance && ` (instance "${app.instance}")`} in ${app.root}: ${why}.`,
      untouched: "Nothing was changed.",
      todo: "Run Prepare Router first, with the same root folder, application and instance."
    });
  }
};

// src/iis/farm-unseen.ts
var FarmUnseen = class extends StepFailed {
  constructor(farm, exitCode, said) {
    const line = said.trim().split(/\r?\n/)[0] ?? "";
    super({
      happened: `What ARR thinks of the servers of the farm "${farm}" could not be read (PowerShell, exit code ${exitCode})${line ? `: ${line.slice(0, 200)}` : "."}`,
      untouched: "Reading changes nothing.",
      todo: 'See that the account of the Tentacle is an administrator, and that Microsoft.Web.Administration.dll is in System32\\inetsrv (the IIS feature "Management Scripts and Tools").'
    });
  }
};

// src/iis/farm-view.ts
var everyMs = 200;
var farmScript = (farm, looks) => [
  "$ErrorActionPreference = 'Stop';",
  "[void][Reflection.Assembly]::LoadFrom($env:windir + '\\System32\\inetsrv\\Microsoft.Web.Administration.dll');",
  `for ($look = 1; $look -le ${looks}; $look++) {`,
  `if ($look -gt 1) { Start-Sleep -Milliseconds ${everyMs} }`,
  "$manager = New-Object Microsoft.Web.Administration.ServerManager;",
  "foreach ($farm in $manager.GetApplicationHostConfiguration().GetSection('webFarms').GetCollection()) {",
  `if ($farm.GetAttributeValue('name') -ne '${farm.replaceAll("'", "''")}') { continue }`,
  "foreach ($server in $farm.GetCollection()) {",
  "$counters = $server.GetChildElement('applicationRequestRouting').GetChildElement('counters');",
  "$values = $counters.GetAttributeValue('isHealthy'), [int]$counters.GetAttributeValue('state'), $server.GetAttributeValue('address');",
  "[Console]::Out.WriteLine('server {0} {1} {2}' -f $values) } } }"
].join(" ");
function viewFrom(stdout) {
  const views = /* @__PURE__ */ new Map();
  for (const [, healthy = "", state = "", found = ""] of stdout.matchAll(/^server (True|False) (\d) (\S+)\r?$/gim)) {
    const address2 = found.toLowerCase();
    const view = { isHealthy: healthy.toLowerCase() === "true", isActive: state === "0" };
    views.set(address2, [...views.get(address2) ?? [], view]);
  }
  return views;
}
async function farmView(log, farm, { forMs = 0, timeoutMs: timeoutMs2 = 3e4 } = {}) {
  const looks = Math.ceil(forMs / everyMs) + 1;
  const script = farmScript(farm, looks);
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", script];
  const { exitCode, stdout, stderr } = await runProgram(log, findProgram("powershell"), args, {
    timeoutMs: timeoutMs2 + forMs,
    shown: ["-Command", `(the counters of the farm ${farm}, ${looks} times)`]
  });
  const views = viewFrom(stdout);
  if (exitCode !== 0 || views.size === 0) throw new FarmUnseen(farm, exitCode, `${stderr}
${stdout}`);
  return views;
}

// src/iis/web-farm.ts
async function webFarm(log, name2) {
  const { children } = await configSection(log, "webFarms");
  const found = children.find(
    (element) => element.name === "webFarm" && element.attributes["name"]?.toLowerCase() === name2.toLowerCase()
  );
  return found && farmFrom(found);
}
function farmFrom(element) {
  const routing2 = childNamed(element, "applicationRequestRouting");
  const setting = (child, name2) => (routing2 && childNamed(routing2, child))?.attributes[name2];
  const span3 = (text3) => timeSpanMs(text3 ?? "") ?? 3e4;
  return {
    name: element.attributes["name"] ?? "",
    enabled: isOn(element.attributes["enabled"]),
    servers: childrenNamed(element, "server").map((server) => ({
      address: server.attributes["address"] ?? "",
      enabled: isOn(server.attributes["enabled"]),
      httpPort: Number(childNamed(server, "applicationRequestRouting")?.attributes["httpPort"] ?? 80)
    })),
    healthCheck: {
      url: setting("healthCheck", "url") ?? "",
      intervalMs: span3(setting("healthCheck", "interval")),
      timeoutMs: span3(setting("healthCheck", "timeout")),
      responseMatch: setting("healthCheck", "responseMatch") ?? "",
      minServers: Number(setting("healthCheck", "minServers") ?? 0)
    },
    timeoutMs: span3(setting("protocol", "timeout")),
    preserveHostHeader: isOn(setting("protocol", "preserveHostHeader"))
  };
}
var isOn = (text3) => (text3 ?? "true").toLowerCase() === "true";

// src/machine/as-long-as.ts
var import_promises11 = require("node:timers/promises");
async function asLongAs(holds, intervalMs3, wait) {
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      await holds(over.signal).catch((why) => over.abort(why));
      await (0, import_promises11.setTimeout)(intervalMs3, void 0, { signal: over.signal }).catch(() => {
      });
    }
  };
  void watch();
  return wait(over.signal).finally(() => over.abort());
}

// src/routing/health-file.ts
var healthPath = "/blue-green-health";
var healthFileName = "up.html";
var healthFolder = (folder2, port2) => paths.join(folder2, String(port2));
var fileOf = (folder2, port2) => paths.join(healthFolder(folder2, port2), healthFileName);
var downFor = (match) => "down".includes(match.toLowerCase()) ? "x" : "down";
var healthText = (match, { isUp, turn }) => isUp ? `${match}
turn ${turn}
` : `${downFor(match)}
`;
var healthFrom = (text3, match, port2) => ({
  port: port2,
  isUp: text3?.toLowerCase().includes(match.toLowerCase()) ?? false,
  turn: Number(/^turn (\d+)$/m.exec(text3 ?? "")?.[1] ?? 0)
});
async function readHealth(folder2, match, port2) {
  const text3 = await readIfThere(fileOf(folder2, port2)).catch((cause) => {
    throw new RouterFileFailed(`${fileOf(folder2, port2)} cannot be read`, cause);
  });
  return healthFrom(text3, match, port2);
}
async function writeHealth(folder2, match, health) {
  const file = fileOf(folder2, health.port);
  try {
    await removeTemporaries(healthFolder(folder2, health.port), { isMine: true });
    await replaceFile(file, healthText(match, health));
  } catch (cause) {
    throw new RouterFileFailed(`${file} cannot be replaced`, cause);
  }
}
function livePortOf(files) {
  const up = files.filter(({ isUp }) => isUp).sort((one, other) => one.turn - other.turn);
  if (up.length > 1 && up[0]?.turn === up[1]?.turn) return "ambiguous";
  return up[0]?.port;
}

// src/routing/farm-problems.ts
var longestIntervalMs = 5e3;
var setFarms = (...parameters) => `appcmd set config -section:webFarms ${parameters.map((parameter) => `"${parameter}"`).join(" ")} /commit:apphost`;
var routing = "applicationRequestRouting";
var farmCommands = (name2, ports2) => [
  setFarms(
    `/+[name='${name2}']`,
    ...ports2.flatMap((port2, index) => [
      `/+[name='${name2}'].[address='127.0.0.${index + 1}']`,
      `/[name='${name2}'].[address='127.0.0.${index + 1}'].${routing}.httpPort:${port2}`
    ]),
    `/[name='${name2}'].${routing}.healthCheck.url:http://${name2}${healthPath}/${healthFileName}`,
    `/[name='${name2}'].${routing}.healthCheck.interval:00:00:01`,
    `/[name='${name2}'].${routing}.healthCheck.timeout:00:00:05`,
    `/[name='${name2}'].${routing}.healthCheck.responseMatch:up`
  )
];
function farmProblems(farm, name2, ports2) {
  if (!farm)
    return farmCommands(name2, ports2).map((command) => ({
      what: `there is no web farm "${name2}" (a rewrite rule of the front site that leads to http://${name2}/ is needed as well)`,
      command
    }));
  const own2 = `/[name='${farm.name}']`;
  const set = (what, setting) => ({ what, command: setFarms(`${own2}${setting}`) });
  const check = farm.healthCheck;
  const path3 = URL.canParse(check.url) ? new URL(check.url).pathname : void 0;
  const wanted = `${healthPath}/${healthFileName}`;
  const healthCheck = `.${routing}.healthCheck`;
  return [
    ...farm.enabled ? [] : [set("it is disabled", ".enabled:true")],
    ...memberProblems(farm, ports2),
    ...path3 === wanted ? [] : [
      set(
        check.url === "" ? "it checks no health" : `its health check asks ${check.url}, not for ${wanted}`,
        `${healthCheck}.url:http://${farm.name}${wanted}`
      )
    ],
    .../^[A-Za-z0-9]{1,50}$/.test(check.responseMatch) ? [] : [
      set(
        check.responseMatch === "" ? "its health check has no response match, so that every answer is a good one" : `its response match is "${check.responseMatch}", not a plain word of letters and digits`,
        `${healthCheck}.responseMatch:up`
      )
    ],
    ...check.intervalMs > 0 && check.intervalMs <= longestIntervalMs ? [] : [
      set(
        `its health check runs every ${check.intervalMs / 1e3} s; at most ${longestIntervalMs / 1e3} s are possible, since both releases answer as long as ARR has not looked`,
        `${healthCheck}.interval:00:00:01`
      )
    ],
    ...check.minServers <= 1 ? [] : [
      set(
        `with fewer than ${check.minServers} healthy members it may disregard health`,
        `${healthCheck}.minServers:0`
      )
    ]
  ];
}
function memberProblems(farm, ports2) {
  const members2 = farm.servers.filter(({ enabled }) => enabled);
  const own2 = `/[name='${farm.name}']`;
  const shown2 = members2.map(({ address: address2, httpPort }) => `${address2}:${httpPort}`).join(", ") || "none";
  const at = (port2) => members2.filter(({ httpPort }) => httpPort === port2);
  if (members2.length > 2) {
    const isPair = ports2.every((port2) => at(port2).length === 1);
    const tooMany = isPair ? members2.filter(({ httpPort }) => !ports2.includes(httpPort)) : members2.slice(2);
    return [
      {
        what: `it has ${members2.length} enabled members (${shown2}), not two`,
        command: setFarms(...tooMany.map(({ address: address2 }) => `${own2}.[address='${address2}'].enabled:false`))
      }
    ];
  }
  const missing = ports2.filter((port2) => at(port2).length === 0);
  if (missing.length === 0) return [];
  const free = members2.filter(({ httpPort }, index) => !ports2.includes(httpPort) || at(httpPort)[0] !== members2[index]);
  const known2 = new Set(farm.servers.map(({ address: address2 }) => address2));
  const fresh = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"].filter((address2) => !known2.has(address2));
  return missing.map((port2, index) => {
    const disabled = farm.servers.find(({ enabled, httpPort }) => !enabled && httpPort === port2);
    const address2 = free[index]?.address ?? disabled?.address ?? fresh[index] ?? "ADDRESS";
    const server = `[name='${farm.name}'].[address='${address2}']`;
    const setting = !free[index] && disabled ? ".enabled:true" : `.${routing}.httpPort:${port2}`;
    return {
      what: `no enabled member has the port ${port2} (members: ${shown2})`,
      command: setFarms(...known2.has(address2) ? [] : [`/+${server}`], `/${server}${setting}`)
    };
  });
}

// src/routing/look-at-slot.ts
var SlotGone = class extends Error {
};
async function answersAtAll(look3, { looks, everyMs: everyMs3 }, signal) {
  for (let number3 = 1; ; number3++) {
    const { problem, isGone: isGone2 } = await look3();
    if (!isGone2) return;
    if (number3 === looks) throw new SlotGone(problem);
    await pauseUnless(signal, everyMs3);
  }
}

// src/routing/new-slot-died.ts
var NewSlotDied = class extends StepFailed {
  constructor(told4) {
    super({
      todo: "Look into the log of the release and the event log of Windows; then deploy again.",
      ...told4
    });
  }
};

// src/routing/not-seen-by-arr.ts
var NotSeenByArr = class extends StepFailed {
  constructor(told4) {
    super({
      todo: "Look at the farm's health check (URL, interval, response match) and at what the member answers to it; then run this step again.",
      ...told4
    });
  }
};

// src/routing/arr-health-file.ts
var lookMs = 200;
var answerLimitMs3 = 5e3;
var goneAfter = { looks: 3, everyMs: lookMs };
var seenLimitMs = ({ healthCheck: { intervalMs: intervalMs3, timeoutMs: timeoutMs2 } }) => 1e4 + 5 * (intervalMs3 + timeoutMs2);
var steadyMs = ({ healthCheck: { intervalMs: intervalMs3 } }) => 1.5 * intervalMs3;
function arrHealthFile(log, wanted) {
  const { farm: name2, ports: ports2, folder: folder2, match } = wanted;
  const addressOf = (port2) => wanted.addresses[ports2[0] === port2 ? 0 : 1];
  const memberAt = (port2) => `${addressOf(port2)}:${port2}`;
  const files = () => Promise.all(ports2.map((port2) => readHealth(folder2, match, port2)));
  const write = (health) => writeHealth(folder2, match, health);
  const turnDown = (port2) => write({ port: port2, isUp: false, turn: 0 });
  function liveOf(found) {
    const port2 = livePortOf(found);
    if (port2 === "ambiguous")
      throw new RouterChangedByHand(
        `The health files of both ports (${ports2.join(" and ")}) in ${folder2} say "${match}", and nothing in them tells which was live first`
      );
    return port2;
  }
  async function checkedFarm() {
    const farm = await webFarm(log, name2);
    const problems = farmProblems(farm, name2, ports2);
    const [first] = problems;
    if (!farm || first) throw farmRefused(name2, problems);
    const now2 = ports2.map((port2) => farm.servers.find(({ enabled, httpPort }) => enabled && httpPort === port2)?.address);
    if (now2.join() !== wanted.addresses.join() || farm.healthCheck.responseMatch !== match)
      throw new RouterRefused(
        `The web farm "${name2}" has other members or another response match than "Prepare Router" has seen`,
        'Run "Prepare Router" again.'
      );
    return farm;
  }
  async function isSeen(port2, isUp, forMs, tell) {
    try {
      const views = (await farmView(log, name2, { forMs })).get(addressOf(port2).toLowerCase()) ?? [];
      const isIt = ({ isHealthy, isActive }) => isUp ? isHealthy && isActive : !isHealthy;
      const odd = views.find((view) => !isIt(view));
      if (odd) tell(`${odd.isHealthy ? "healthy" : "unhealthy"}${odd.isActive ? "" : ", but not active"}`);
      return views.length > 0 && !odd;
    } catch (error) {
      tell(whatHappened(error));
      return false;
    }
  }
  function seen(farm, port2, isUp, forMs, signal) {
    const what = `ARR to see ${memberAt(port2)} ${isUp ? "healthy and active" : "unhealthy"}`;
    const look3 = async (_leftMs, tell) => {
      if (!await isSeen(port2, isUp, 0, tell)) return void 0;
      const since = performance.now();
      return forMs === 0 || await isSeen(port2, isUp, forMs, tell) ? since : void 0;
    };
    return waitUntil(what, seenLimitMs(farm), lookMs, look3, signal ? { signal } : {});
  }
  async function answerOf(port2) {
    const url = new URL(`http://${wanted.ips[ports2[0] === port2 ? 0 : 1]}:${port2}${healthPath}/${healthFileName}`);
    return request({ url, host: name2, timeoutMs: answerLimitMs3 }).then(
      ({ status, body }) => `${url.href} answers ${status} with "${body.trim().split(/\r?\n/)[0]?.slice(0, 40)}"`,
      (error) => `${url.href} gives no answer (${requestProblem(error)})`
    );
  }
  async function bringUp(farm, to, turn, live, atNew) {
    let upAt;
    const stays = live === void 0 ? "No member gets requests, as before." : `${memberAt(live)} is live, as before.`;
    if (!to.isUp) {
      await seen(farm, to.port, false, 0).catch(async (cause) => {
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "down", and ARR does not take it for that: ${whatHappened(cause)} ${await answerOf(to.port)}.`,
          untouched: `The switch was not begun. ${stays}`,
          cause
        });
      });
      upAt = performance.now();
      await write({ port: to.port, isUp: true, turn });
    }
    const answers = async () => {
      const { problem } = await atNew?.() ?? {};
      if (!problem) return;
      throw new NewSlotDied({
        happened: `Port ${to.port} answered no longer while ARR took it in: ${problem}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`
      });
    };
    const taken = asLongAs(answers, lookMs, (signal) => seen(farm, to.port, true, steadyMs(farm), signal));
    await taken.catch(async (cause) => {
      if (cause instanceof NewSlotDied && live !== to.port) {
        await turnDown(to.port);
        throw cause;
      }
      const answer = await answerOf(to.port);
      if (live === to.port)
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "up", and ARR does not see the member so: ${whatHappened(cause)} ${answer}.`,
          untouched: "No file was changed: that member is the live one.",
          cause
        });
      await turnDown(to.port);
      throw new NotSeenByArr({
        happened: `The health file of port ${to.port} says "up", and ARR did not take the member in: ${whatHappened(cause)} ${answer}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`,
        cause
      });
    });
    return upAt;
  }
  async function replaceGone(farm, gone2, by, turn) {
    await write({ port: by, isUp: true, turn });
    await turnDown(gone2);
    await seen(farm, by, true, 0).catch(async (cause) => {
      throw new NotSeenByArr({
        happened: `Nothing answers on port ${gone2}. The health file of port ${by} says "up", and ARR does not see that: ${whatHappened(cause)} ${await answerOf(by)}.`,
        untouched: `The health file of port ${gone2} says "down".`,
        todo: "Look at the front door and at the farm at once.",
        cause
      });
    });
    log.highlight(`ARR sends requests to ${memberAt(by)} again: nothing answered on port ${gone2} any more.`);
  }
  async function takeDown(farm, from, to, turn, atNew) {
    if (from.isUp)
      await turnDown(from.port).catch(async (cause) => {
        await turnDown(to);
        throw cause;
      });
    const serves = async (signal) => from.isUp && atNew && answersAtAll(atNew, goneAfter, signal);
    const out = asLongAs(serves, lookMs, (signal) => seen(farm, from.port, false, steadyMs(farm), signal));
    return out.catch(async (cause) => {
      if (cause instanceof SlotGone) {
        await replaceGone(farm, to, from.port, turn);
        throw new NewSlotDied({
          happened: `Port ${to} answered no longer when ARR had taken it in: ${cause.message}.`,
          untouched: `${memberAt(from.port)} is live again. The file of port ${to} says "down" again.`
        });
      }
      const happened = `The health file of port ${from.port} says "down", and ARR still sends requests there: ${whatHappened(cause)} ${await answerOf(from.port)}.`;
      if (!from.isUp) throw new NotSeenByArr({ happened, untouched: `${memberAt(to)} is live.`, cause });
      await write({ port: from.port, isUp: true, turn });
      await seen(farm, from.port, true, steadyMs(farm)).catch((unseen) => {
        throw new NotSeenByArr({
          happened: `${happened} It says "up" again, and ARR does not see that either: ${whatHappened(unseen)}`,
          untouched: 'The files of both members say "up": both may get requests.',
          todo: "Look at the front door and at the farm at once.",
          cause
        });
      });
      await turnDown(to);
      throw new NotSeenByArr({
        happened,
        untouched: `${memberAt(from.port)} is live again; the file of port ${to} says "down" again.`,
        cause
      });
    });
  }
  async function makeLive(port2, { atNew, atOld } = {}) {
    const found = await files();
    const live = liveOf(found);
    if (port2 === void 0) {
      for (const file of found) if (file.isUp) await turnDown(file.port);
      return;
    }
    const to = found.find((file) => file.port === port2);
    const from = found.find((file) => file.port !== port2);
    if (!to || !from)
      throw new RouterChangedByHand(`The web farm knows the ports ${ports2.join(" and ")} only, not ${port2}`);
    const farm = await checkedFarm();
    await farmView(log, name2);
    const turn = Math.max(to.turn, from.turn) + 1;
    if (from.isUp && !to.isUp && await isGone(atOld)) return replaceGone(farm, from.port, port2, turn);
    const upAt = await bringUp(farm, to, turn, live, atNew);
    const outAt = await takeDown(farm, from, port2, turn + 1, atNew);
    if (!from.isUp) return;
    const both = upAt === void 0 ? "Since a switch that was not ended" : `For at most ${((outAt - upAt) / 1e3).toFixed(1)} s`;
    log.highlight(
      `ARR sends requests to ${memberAt(port2)} only. ${both} both releases answered: with health files they overlap.`
    );
  }
  return {
    called: `ARR (web farm ${name2})`,
    async livePort() {
      return liveOf(await files());
    },
    makeLive,
    async onlyLive() {
      const found = await files();
      const live = liveOf(found);
      const other = found.find(({ port: port2 }) => port2 !== live);
      if (live === void 0 || !other) return;
      const farm = await checkedFarm();
      if (other.isUp) {
        log.info(`A switch to port ${other.port} was begun and not ended: its health file says "down" again.`);
        await turnDown(other.port);
      }
      await seen(farm, other.port, false, other.isUp ? steadyMs(farm) : 0);
    }
  };
}
var isGone = async (look3) => {
  if (!look3) return false;
  return answersAtAll(look3, goneAfter).then(
    () => false,
    () => true
  );
};
function farmRefused(name2, problems) {
  return new RouterRefused(
    `The web farm "${name2}" is not as a switch by health files needs it: ${problems.map(({ what }) => what).join("; ")}`,
    `The farm is yours, so that it was not changed. Run: ${problems.map(({ command }) => command).join(" ; ")}`
  );
}

// src/routing/nginx-flag.ts
var import_promises12 = require("node:fs/promises");
function nginxFlag(flag2, [first, second]) {
  async function livePort() {
    try {
      await retryBusy(() => (0, import_promises12.stat)(flag2));
      return second;
    } catch (error) {
      if (error.code === "ENOENT") return first;
      throw new RouterFileFailed(`${flag2} cannot be looked for`, error);
    }
  }
  async function setFlag(there) {
    try {
      if (there) await replaceFile(flag2, `New requests go to port ${second}.
`);
      else await removeFile(flag2);
    } catch (cause) {
      throw new RouterFileFailed(`${flag2} cannot be ${there ? "made" : "removed"}`, cause);
    }
  }
  return {
    called: `NGINX (flag file ${flag2})`,
    livePort,
    async makeLive(port2) {
      if (port2 === await livePort()) return;
      if (port2 !== first && port2 !== second)
        throw new RouterChangedByHand(`NGINX knows the ports ${first} and ${second} only, not ${port2 ?? "none"}`);
      await setFlag(port2 === second);
    }
  };
}

// src/routing/nginx-reload.ts
var import_promises15 = require("node:timers/promises");

// src/routing/nginx-program.ts
var nginxLimitMs = 3e4;
var nginxArgs = ({ program, mainConf }, args) => [
  ...process.platform === "win32" ? ["-p", paths.dirname(program)] : [],
  ...mainConf ? ["-c", mainConf] : [],
  ...args
];
var runNginx = (log, nginx, args) => runProgram(log, nginx.program, nginxArgs(nginx, args), { timeoutMs: nginxLimitMs });
function reasonIn(stderr) {
  const lines2 = stderr.trim().split("\n");
  return (lines2.find((line) => line.includes("[emerg]")) ?? lines2.at(-1) ?? "").trim();
}

// src/routing/nginx-unusable.ts
var NginxUnusable = class extends StepFailed {
  constructor(happened, todo, cause) {
    super({
      happened: `${happened}.`,
      untouched: "The router was not touched.",
      todo: `${todo} Then run this step again.`,
      ...cause ? { cause } : {}
    });
  }
};

// src/routing/nginx-configuration.ts
var defaultPrefix = "/usr/local/nginx";
function buildIn(said) {
  const option = (name2) => new RegExp(`\\s--${name2}=('[^']*'|\\S*)`).exec(said)?.[1]?.replace(/^'(.*)'$/, "$1");
  return {
    version: /nginx\/(\d+(?:\.\d+)+)/.exec(said)?.[1] ?? "",
    prefix: option("prefix") ?? defaultPrefix,
    pidPath: option("pid-path") || "logs/nginx.pid"
  };
}
function directivesIn(dump, name2) {
  const bare = dump.replace(/^\s*#.*$/gm, "");
  const found = bare.matchAll(new RegExp(`(?:^|[;{}])\\s*${name2}\\s+("[^"]*"|'[^']*'|[^;\\s]+)\\s*;`, "gm"));
  return [...found].map(([, value = ""]) => value.replace(/^(["'])(.*)\1$/, "$2"));
}
var directiveIn = (dump, name2) => directivesIn(dump, name2)[0];
async function nginxBuild(log, nginx) {
  const { exitCode, stderr } = await runNginx(log, nginx, ["-V"]);
  const build = buildIn(stderr);
  if (exitCode === 0 && build.version !== "") return build;
  throw new NginxUnusable(
    `${nginx.program} does not say which version it is (exit code ${exitCode}): ${reasonIn(stderr)}`,
    "See that it is an NGINX, and that this account may run it."
  );
}
async function readConfiguration(log, nginx) {
  const { exitCode, stdout, stderr } = await runNginx(log, nginx, ["-T"]);
  if (exitCode !== 0)
    throw new NginxUnusable(
      `NGINX refuses its configuration as it is, before anything of it was changed (exit code ${exitCode}): ${reasonIn(stderr)}`,
      "Correct what that line names; somebody else has broken it. NGINX would not come up with it after a restart either."
    );
  const build = await nginxBuild(log, nginx);
  return { version: build.version, pidFile: pidFileIn(nginx, stdout, build), dump: stdout };
}
function pidFileIn(nginx, dump, { prefix, pidPath }) {
  const folder2 = process.platform === "win32" ? paths.dirname(nginx.program) : prefix;
  return paths.resolve(folder2, directiveIn(dump, "pid") ?? pidPath);
}
function conflictingName(said, block) {
  const names2 = /^\s*server_name ([^;]+);/m.exec(block)?.[1]?.split(/\s+/) ?? [];
  return names2.find((name2) => said.includes(`conflicting server name "${name2}" on`));
}

// src/routing/nginx-keep-alive.ts
var knowsMinTimeout = [1, 27, 4];
function keepsConnections(version2) {
  const parts = version2.split(".").map(Number);
  for (const [index, needed] of knowsMinTimeout.entries()) {
    const part = parts[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}
var unitMs2 = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
var timeMs = (value) => [...value.matchAll(/(\d+)(ms|[smhd])?/g)].reduce(
  (sum2, [, number3, unit]) => sum2 + Number(number3) * (unitMs2[unit ?? "s"] ?? 0),
  0
);
var keptForMs = (version2, dump) => keepsConnections(version2) ? Math.max(0, ...directivesIn(dump, "keepalive_min_timeout").map(timeMs)) : 0;
function keepAliveNotice(version2, keptMs) {
  if (keptMs > 0)
    return `NGINX ${version2} is reloaded; keepalive_min_timeout keeps idle connections of clients open meanwhile: for up to ${keptMs / 1e3} s they lead to the old release.`;
  const avoid = keepsConnections(version2) ? "keepalive_min_timeout in its configuration avoids that" : "NGINX 1.27.4 with keepalive_min_timeout avoids that";
  return `NGINX ${version2} is reloaded: it closes idle connections of clients, and a request that is on its way on one of them at that moment is lost (about the rate of requests times the round-trip time; none with "Connection: close"). ${avoid}, and so does the router nginx-flag, which reloads nothing.`;
}

// src/routing/nginx-loaded.ts
var import_promises13 = require("node:timers/promises");

// src/routing/nginx-question.ts
var import_node_crypto3 = require("node:crypto");
var header2 = "x-bluegreen-ask";
var asking = (question) => ({ [header2]: question });
var answerBegins = "bluegreen-snippet";
var snippetAnswer = (mark) => `${answerBegins} ${mark}`;
var markAnswered = (body) => new RegExp(`^${answerBegins} ([0-9a-f]{16})$`).exec(body)?.[1];
var markIn = (text3) => new RegExp(`"${answerBegins} ([0-9a-f]{16})"`).exec(text3)?.[1];
var marked = (textWith) => textWith((0, import_node_crypto3.createHash)("sha256").update(textWith("")).digest("hex").slice(0, 16));
var answersMap = (variable, answers) => `map "$remote_addr $server_addr $http_${header2.replaceAll("-", "_")}" ${variable} {
    default '';
${Object.entries(answers).map(([question, answer]) => `    "~^(\\S+) \\1 ${question}$" "${answer}";
`).join("")}}
`;
var answersFirst = (variable) => [
  `if (${variable}) {`,
  `    return 200 ${variable};`,
  "}"
];

// src/routing/nginx-server-block.ts
var snippetMark = (name2) => `# Made by the step "Blue-Green - Prepare Router" for ${name2}.`;
var forNginx = (path3) => `"${path3.replaceAll("\\", "/")}"`;
var upstreamBlock = (name2, server) => `upstream ${name2} {
    server ${server};
    keepalive 32;
    keepalive_timeout 4s;
}
`;
var serverBlock = (server, { first = [], decides, upstream: upstream2, port: port2, upgrade }) => `map $http_upgrade ${upgrade} {
    default upgrade;
    ''      '';
}

server {
${server.listen.map((listen) => `    listen ${listen.replace(/;$/, "")};
`).join("")}    server_name ${server.serverNames.join(" ")};
${[...first, ...server.serverLines].map((line) => `    ${line}
`).join("")}    client_max_body_size ${server.mostBodyBytes};
${decides.map((line) => line === "" ? "\n" : `    ${line}
`).join("")}${server.portHeader ? `    add_header ${portHeaderName} ${port2} always;
` : ""}
    location / {
        proxy_pass http://${upstream2};
        proxy_http_version 1.1;
        proxy_hide_header ${portHeaderName};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection ${upgrade};
        proxy_request_buffering off;
        proxy_connect_timeout 5s;
        proxy_read_timeout ${server.timeoutS}s;
        proxy_send_timeout ${server.timeoutS}s;
    }
}
`;

// src/routing/nginx-reload-snippet.ts
var answerMark = "bluegreen";
function loadedPortIn(body) {
  const [, port2] = new RegExp(`^${answerMark} (none|\\d{1,5})$`).exec(body) ?? [];
  return port2 === void 0 ? void 0 : port2 === "none" ? port2 : Number(port2);
}
var isKeepAliveLine = (line) => line.startsWith("keepalive_min_timeout ");
var nginxReloadSnippet = (snippet) => marked(
  (mark) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
include ${forNginx(snippet.upstreamFile)};

${answersMap(`$${snippet.key}_answer`, {
    loaded: `${answerMark} $${snippet.key}_port`,
    snippet: snippetAnswer(mark)
  })}
${serverBlock(snippet, {
    first: answersFirst(`$${snippet.key}_answer`),
    decides: snippet.keepsConnections && !snippet.serverLines.some(isKeepAliveLine) ? ["keepalive_min_timeout 5s;", ""] : [""],
    upstream: snippet.key,
    port: `$${snippet.key}_port`,
    upgrade: `$${snippet.key}_connection`
  })}`
);
var upstreamFileText = (key2, port2) => `# Replaced as a whole by the step "Blue-Green - Switch NGINX"; made right by "Prepare Router" when it is missing.
${upstreamBlock(key2, port2 === void 0 ? "127.0.0.1:1 down" : `127.0.0.1:${port2}`)}
map '' $${key2}_port {
    default ${port2 ?? "none"};
}
`;
function portInUpstreamFile(key2, text3) {
  const [, named2] = /^ {4}default (none|\d{1,5});$/m.exec(text3) ?? [];
  const port2 = named2 === void 0 ? void 0 : named2 === "none" ? named2 : Number(named2);
  return text3 === upstreamFileText(key2, port2 === "none" ? void 0 : port2) ? port2 : void 0;
}

// src/routing/nginx-loaded.ts
var attempts = 3;
var answerLimitMs4 = 1e4;
var betweenMs = 200;
var loadedPort = (frontDoor2) => asked2(frontDoor2, "which port it has loaded", asking("loaded"), loadedPortIn);
var loadedSnippet = (frontDoor2) => asked2(frontDoor2, 'which file of "Prepare Router" it has loaded', asking("snippet"), markAnswered);
async function asked2({ url, host }, what, headers, read) {
  const own2 = addressIn(url);
  let problem = "";
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const { body, status } = await request({
        url: new URL(url),
        ...host ? { host } : {},
        headers,
        ...own2 ? { from: own2 } : {},
        anyCertificate: true,
        timeoutMs: answerLimitMs4
      });
      const answer = read(body);
      if (answer !== void 0) return answer;
      problem = `something else answered, with status ${status}`;
    } catch (error) {
      if (error.code === "ECONNREFUSED") return "down";
      problem = requestProblem(error);
    }
    if (attempt < attempts) await (0, import_promises13.setTimeout)(betweenMs);
  }
  throw new NginxUnusable(
    `NGINX was asked at ${url} ${what}: ${problem}`,
    'See that NGINX runs with the file of "Prepare Router" (BG.NginxConf), and that BG.FrontDoorAddress leads to it.'
  );
}
var addressIn = (url) => /^(?:\[(.*)\]|(?!127\.0\.0\.1$)([\d.]+))$/.exec(new URL(url).hostname)?.slice(1).find(Boolean);

// src/routing/nginx-not-reloaded.ts
var NginxNotReloaded = class extends StepFailed {
  constructor(why, untouched2, cause) {
    super({
      happened: `${why}.`,
      untouched: untouched2,
      todo: "Correct what NGINX says, or what its error log says; then run this step again.",
      ...cause ? { cause } : {}
    });
  }
};

// src/routing/nginx-workers.ts
var import_node_fs6 = require("node:fs");
var isWindows = process.platform === "win32";
var windowsLimitMs = 3e4;
var gone = ["ENOENT", "ESRCH"];
var goneOrHidden = [...gone, "EPERM", "EACCES"];
function procFile(pid, name2, nothing = gone) {
  try {
    return (0, import_node_fs6.readFileSync)(`/proc/${pid}/${name2}`, "utf8");
  } catch (error) {
    if (nothing.includes(error.code ?? "")) return void 0;
    throw error;
  }
}
function processAt(pid, nothing = gone) {
  const stat4 = procFile(pid, "stat", nothing);
  const fields2 = stat4?.slice(stat4.lastIndexOf(")") + 2).split(" ") ?? [];
  const [state = "X", parent] = fields2;
  return /^[ZX]/.test(state) ? void 0 : { parent: Number(parent), startedAt: fields2[19] ?? "" };
}
var titleOf = (pid) => (procFile(pid, "cmdline") ?? "").replaceAll("\0", " ").trim();
async function masterOf(log, pidFile) {
  const pid = Number((await readIfThere(pidFile))?.trim() || Number.NaN);
  if (!Number.isSafeInteger(pid) || pid <= 0) return void 0;
  if (isWindows) return (await windowsProcesses(log, `ProcessId=${pid}`)).length > 0 ? pid : void 0;
  return processAt(pid) && titleOf(pid).includes("nginx") ? pid : void 0;
}
async function workersOf2(log, master) {
  if (isWindows) return windowsProcesses(log, `ParentProcessId=${master}`);
  return (0, import_node_fs6.readdirSync)("/proc").flatMap((name2) => {
    const pid = Number(name2);
    const found = Number.isInteger(pid) ? processAt(pid, goneOrHidden) : void 0;
    if (found?.parent !== master || /cache (manager|loader)/.test(titleOf(pid))) return [];
    return [{ pid, startedAt: found.startedAt }];
  });
}
async function stillRunning(log, workers) {
  if (workers.length === 0) return [];
  if (isWindows) {
    const now2 = await windowsProcesses(log);
    return workers.filter(
      ({ pid, startedAt }) => now2.some((other) => other.pid === pid && other.startedAt === startedAt)
    );
  }
  return workers.filter(({ pid, startedAt }) => processAt(pid)?.startedAt === startedAt);
}
var isLeaving = ({ pid }) => !isWindows && /shutting down/.test(titleOf(pid));
var processesScript = (filter) => `Get-CimInstance -ClassName Win32_Process -ErrorAction Stop -Filter '${filter.replaceAll("'", "''")}' | ForEach-Object { '{0} {1}' -f $_.ProcessId, $_.CreationDate.Ticks }`;
async function windowsProcesses(log, and) {
  const script = processesScript(["Name='nginx.exe'", ...and ? [and] : []].join(" and "));
  const result = await runProgram(
    log,
    findProgram("powershell"),
    ["-NoProfile", "-NonInteractive", "-Command", script],
    { timeoutMs: windowsLimitMs }
  );
  if (result.exitCode !== 0) throw new ProgramFailed("powershell Get-CimInstance Win32_Process", result);
  return [...result.stdout.matchAll(/^(\d+) (\d+)\s*$/gm)].map(([, pid = "", startedAt = ""]) => ({
    pid: Number(pid),
    startedAt
  }));
}

// src/routing/noted-workers.ts
var fileIn = (folder2) => paths.join(folder2, "old-workers.json");
var noteWorkers = (folder2, noted) => replaceFile(fileIn(folder2), `${JSON.stringify(noted)}
`);
var forgetWorkers = (folder2) => removeFile(fileIn(folder2));
async function notedWorkers(folder2) {
  const text3 = await readIfThere(fileIn(folder2));
  return text3 === void 0 ? void 0 : JSON.parse(text3);
}

// src/routing/nginx-error-log.ts
var import_promises14 = require("node:fs/promises");
var mostBytes = 64 * 1024;
async function errorLogOf(master) {
  try {
    const file = await (0, import_promises14.readlink)(`/proc/${master}/fd/2`);
    const info = await (0, import_promises14.stat)(file);
    return info.isFile() ? { file, bytes: info.size } : void 0;
  } catch {
    return void 0;
  }
}
async function addedTo({ file, bytes }) {
  try {
    const handle = await (0, import_promises14.open)(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, bytes);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
function reloadFailureIn(log, master) {
  const lines2 = [...log.matchAll(new RegExp(`\\[emerg\\] ${master}#\\d+: (.*)$`, "gm"))].map(
    ([, what = ""]) => what.trim()
  );
  if (!lines2.some((line) => !line.startsWith("bind() to "))) return void 0;
  return lines2.find((line) => !line.startsWith("still could not bind")) ?? lines2[0];
}

// src/routing/reload-taken.ts
var takenLimitMs = 6e4;
var lookMs2 = 20;
async function beforeReload(log, pidFile) {
  const master = await masterOf(log, pidFile);
  if (master === void 0) return { master, workers: [], errorLog: void 0 };
  return { master, workers: await workersOf2(log, master), errorLog: await errorLogOf(master) };
}
async function reloadTaken(log, { master, workers, errorLog }, isLoaded2) {
  const look3 = async (_leftMs, tell) => {
    const failed = errorLog && master !== void 0 && reloadFailureIn(await addedTo(errorLog), master);
    if (failed) return { why: failed, isOver: true };
    const accepting = (await stillRunning(log, workers)).filter((worker) => !isLeaving(worker)).length;
    tell(`${accepting} of ${workers.length} workers from before still take connections`);
    if (accepting > 0 && process.platform !== "win32") return void 0;
    return await isLoaded2(tell) ? "taken" : void 0;
  };
  try {
    const end = await waitUntil("NGINX to go on with its new configuration", takenLimitMs, lookMs2, look3);
    return end === "taken" ? void 0 : end;
  } catch (error) {
    if (error instanceof WaitTimeout)
      return { why: `after ${takenLimitMs / 1e3} s ${error.lastSeen}; its error log may say why`, isOver: false };
    throw error;
  }
}

// src/routing/nginx-reload.ts
var lookMs3 = 20;
var agreeMs = 1e3;
var asPort = (named2) => named2 === "none" ? void 0 : named2;
function nginxReload(log, { upstreamFile, key: key2, frontDoor: frontDoor2, nginx: program, mainConf }) {
  const nginx = { program, mainConf };
  const folder2 = paths.dirname(upstreamFile);
  async function inFile() {
    const text3 = await readIfThere(upstreamFile).catch((cause) => {
      throw new RouterFileFailed(`${upstreamFile} cannot be read`, cause);
    });
    return portInUpstreamFile(key2, text3 ?? "");
  }
  async function checkedFile() {
    const named2 = await inFile();
    if (named2 === void 0) throw new RouterChangedByHand(`${upstreamFile} is missing, or not as it was made`);
    return named2;
  }
  const writeFile2 = (named2) => replaceFile(upstreamFile, upstreamFileText(key2, asPort(named2))).catch((cause) => {
    throw new RouterFileFailed(`${upstreamFile} cannot be replaced`, cause);
  });
  async function serving() {
    const file = await inFile();
    const deadline = performance.now() + agreeMs;
    for (; ; ) {
      const loaded = await loadedPort(frontDoor2);
      if (loaded === "down") return checkedFile();
      if (loaded === file || performance.now() >= deadline) return loaded;
      await (0, import_promises15.setTimeout)(lookMs3);
    }
  }
  async function tellToReload() {
    const test = await runNginx(log, nginx, ["-t"]);
    if (test.exitCode !== 0)
      throw new Error(`NGINX refuses its configuration (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`);
    const reload = await runNginx(log, nginx, ["-s", "reload"]);
    if (reload.exitCode !== 0)
      throw new Error(`NGINX could not be told to reload (exit code ${reload.exitCode}): ${reasonIn(reload.stderr)}`);
  }
  async function seeItTaken(named2, before) {
    const failed = await reloadTaken(log, before, async (tell) => {
      const loaded = await loadedPort(frontDoor2);
      tell(`NGINX says it has loaded ${loaded}`);
      return loaded === named2;
    });
    if (failed) throw new Error(`NGINX was told to reload and did not take its new configuration: ${failed.why}`);
  }
  async function takeBack(named2, wasToldToReload) {
    await writeFile2(named2);
    if (wasToldToReload) await runNginx(log, nginx, ["-s", "reload"]).catch(() => {
    });
    const says = await waitUntil(`NGINX to serve ${named2} again`, takenLimitMs, lookMs3, async (_leftMs, tell) => {
      const loaded = await loadedPort(frontDoor2);
      tell(`NGINX says it has loaded ${loaded}`);
      return loaded === named2 || loaded === "down" ? loaded : void 0;
    }).catch((error) => error instanceof Error ? error.message : String(error));
    if (says === "down") return `${upstreamFile} names ${named2} again. Nobody listens at ${frontDoor2.url}.`;
    return says === named2 ? `${upstreamFile} names ${named2} again, and that is what NGINX serves.` : `${upstreamFile} names ${named2} again, but: ${says}`;
  }
  async function load2(named2, loaded) {
    const { version: version2, pidFile, dump } = await readConfiguration(log, nginx);
    const keptMs = keptForMs(version2, dump);
    log.info(keepAliveNotice(version2, keptMs));
    const before = await beforeReload(log, pidFile);
    const { master, workers } = before;
    if (master === void 0)
      throw new NginxUnusable(
        `NGINX does not run: no process belongs to its pid file ${pidFile}`,
        "Start NGINX; it comes up with what was live."
      );
    if (loaded !== "none") await noteWorkers(folder2, { to: named2, master, workers });
    await writeFile2(named2);
    let isTold = false;
    try {
      await tellToReload();
      isTold = true;
      await seeItTaken(named2, before);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new NginxNotReloaded(why.replace(/\.$/, ""), await takeBack(loaded, isTold), cause);
    }
    await keptConnectionsOver(workers, keptMs);
  }
  async function keptConnectionsOver(before, keptMs) {
    const overAt = performance.now() + keptMs;
    while (performance.now() < overAt && (await stillRunning(log, before)).length > 0) await (0, import_promises15.setTimeout)(lookMs3);
  }
  return {
    called: `NGINX (upstream file ${upstreamFile}, reloaded)`,
    async livePort() {
      return asPort(await serving());
    },
    async makeLive(port2) {
      const named2 = port2 ?? "none";
      const [loaded, file] = [await serving(), await checkedFile()];
      if (loaded !== named2 || file !== named2) await load2(named2, loaded);
    },
    async settle(mayChange) {
      const file = await inFile();
      const loaded = file === void 0 ? await loadedPort(frontDoor2) : await serving();
      if (loaded === file || loaded === "down") return;
      const ahead = `${upstreamFile} ${file === void 0 ? "is missing or was changed by hand" : `names ${file}`}, and NGINX has loaded ${loaded}: a switch was killed, or somebody changed the file`;
      log.warning(`${ahead}. What NGINX has loaded is what is live${mayChange ? "; the file is made to say so" : ""}.`);
      if (!mayChange) return;
      await checkedFile();
      await load2(loaded, loaded);
    },
    async oldWorkers() {
      const noted = await notedWorkers(folder2);
      if (!noted) return 0;
      const isMeant = await inFile() === noted.to;
      const old = isMeant ? [...noted.workers] : [];
      old.push(...(await workersOf2(log, noted.master)).filter(isLeaving));
      const count = new Set((await stillRunning(log, old)).map(({ pid }) => pid)).size;
      if (count === 0 && isMeant) await forgetWorkers(folder2);
      return count;
    }
  };
}

// src/routing/router-of.ts
function routerOf(log, app, { router }) {
  if (!router) throw new NotPrepared(app, `${app.files.marker} names no router`);
  switch (router.kind) {
    case "arr-rewrite":
      return arrRewrite(router.folder);
    case "arr-health-file":
      return arrHealthFile(log, router);
    case "nginx-flag":
      return nginxFlag(router.flag, router.ports);
    case "nginx-reload":
      return nginxReload(log, router);
  }
}

// src/slots/live-slot.ts
function liveSlot(marker2, routerPort, sites, journal) {
  const lastSwitched = journal.findLast(
    ({ kind }) => kind === "switched" || kind === "switched-back" || kind === "reverted" || kind === "given-back"
  )?.to;
  if (routerPort === void 0)
    return {
      disagreements: lastSwitched ? [`The router points nowhere, the journal says ${lastSwitched} is live.`] : []
    };
  const bound = sites.filter(({ name: name2, ports: ports2 }) => marker2.slots[name2] && ports2.includes(routerPort));
  const started = bound.filter(({ site: site2 }) => site2.state === "Started");
  const candidates = started.length > 0 ? started : bound;
  const site = candidates.find(({ name: name2 }) => marker2.slots[name2]?.port === routerPort) ?? candidates.find(({ site: site2 }) => site2.state !== "Stopped") ?? candidates[0];
  const record = site && marker2.slots[site.name];
  if (site === void 0 || record === void 0) {
    const isNew = marker2.router?.kind === "nginx-flag" && lastSwitched === void 0;
    return { disagreements: isNew ? [] : [`The router points to port ${routerPort}, which no slot has.`] };
  }
  const disagreements = [];
  if (site.site.state === "Stopped")
    disagreements.push(`The router points to ${site.name}, whose site is stopped: nobody serves.`);
  if (record.port !== routerPort)
    disagreements.push(
      `${site.name} is bound to port ${routerPort}, the marker says ${record.port === null ? "it has none" : record.port}.`
    );
  if (lastSwitched && lastSwitched !== site.name)
    disagreements.push(`The router points to ${site.name}, the journal says ${lastSwitched} is live.`);
  return { slot: site.name, record, disagreements };
}

// src/slots/previous-slot.ts
function previousSlot(journal, live) {
  return journal.findLast(
    ({ kind, from, to }) => switches.has(kind) && to === live && from !== void 0 && from !== live
  )?.from;
}
var switches = /* @__PURE__ */ new Set(["switching", "switched", "reverted"]);

// src/slots/leaves-folder.ts
var import_promises16 = require("node:fs/promises");
async function leavesFolder({ folder: folder2, files: { slots } }, path3) {
  const [above, among, real] = await Promise.all([folder2, slots, path3].map(realpathIfThere));
  if (above === void 0 || among === void 0) return false;
  return !isInside(above, among) || real !== void 0 && !isInside(among, real);
}
async function realpathIfThere(path3) {
  return (0, import_promises16.realpath)(path3).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}

// src/slots/listed-sites.ts
function listedSites(app, marker2, sites) {
  const slots = [];
  const strangers = [];
  for (const site of sites) {
    const record = Object.hasOwn(marker2.slots, site.name) ? marker2.slots[site.name] : void 0;
    if (record === void 0) continue;
    const inFolder = record.folder === site.physicalPath || isSamePath(record.folder, site.physicalPath) || isInside(record.folder, site.physicalPath);
    if (!record.adoptedFolder && !isInside(app.files.slots, record.folder))
      strangers.push({ site, why: `its recorded folder ${record.folder} is not in ${app.files.slots}` });
    else if (!inFolder) strangers.push({ site, why: `it serves ${site.physicalPath}, not ${record.folder}` });
    else slots.push({ slot: site.name, record, site });
  }
  return { slots, strangers };
}

// src/slots/slots-of.ts
async function slotsOf(app, marker2, sites) {
  const listed2 = listedSites(app, marker2, sites);
  const slots = [];
  const strangers = [...listed2.strangers];
  for (const slot of listed2.slots) {
    const { site, record } = slot;
    const leadsOut = !record.adoptedFolder && await leavesFolder(app, site.physicalPath);
    if (leadsOut) strangers.push({ site, why: `a link in ${site.physicalPath} leads out of ${app.files.slots}` });
    else slots.push(slot);
  }
  return { slots, strangers };
}

// src/slots/situation.ts
var portsOf = (site) => site.bindings.flatMap(({ port: port2 }) => port2 === void 0 ? [] : [port2]);
var hasIis = ({ slots }) => Object.keys(slots).length > 0 || hasProgram("appcmd");
var slotSites = ({ sites }) => sites.map((site) => ({
  name: site.name,
  physicalPath: rootFolder(site) ?? "",
  ports: portsOf(site),
  started: site.state !== "Stopped",
  site
}));
var lookAround = (log, opened) => around(log, opened, async () => ({ sites: hasIis(opened.marker) ? await sitesNow(log) : [] }));
async function around(log, { app, marker: marker2, events, mayChange = false }, look3) {
  const router = routerOf(log, app, marker2);
  await router.settle?.(mayChange);
  const [iis, routerPort] = await Promise.all([look3(), router.livePort()]);
  const { slots, strangers } = await slotsOf(app, marker2, slotSites(iis));
  for (const { site, why } of strangers)
    log.warning(`The site ${site.name} is left alone although the marker lists it: ${why}.`);
  const live = liveSlot(
    marker2,
    routerPort,
    slots.map(({ site }) => site),
    events
  );
  for (const disagreement of live.disagreements) log.warning(disagreement);
  const previous = live.slot === void 0 ? void 0 : previousSlot(events, live.slot);
  return {
    iis,
    slots,
    router,
    routerPort,
    live,
    previous: slots.some(({ slot }) => slot === previous) ? previous : void 0
  };
}

// src/machine/excluded-ports.ts
var netshLimitMs = 3e4;
async function excludedPorts(log) {
  const netsh = netshHere();
  if (netsh === void 0) {
    log.verbose("No netsh on this machine: no port ranges excluded, no URLs reserved.");
    return [];
  }
  const answer = async (args) => {
    const result = await runProgram(log, netsh, args, { timeoutMs: netshLimitMs });
    if (result.exitCode !== 0) throw new ProgramFailed(`netsh ${args.join(" ")}`, result);
    return result.stdout;
  };
  const ranges = await answer(["interface", "ipv4", "show", "excludedportrange", "protocol=tcp"]);
  const urls = await answer(["http", "show", "urlacl"]);
  return [...excludedRanges(ranges), ...reservedUrls(urls)];
}
function excludedRanges(text3) {
  return [...text3.matchAll(/^[^\S\n]*(\d+)[^\S\n]+(\d+)[^\S\n]*$/gm)].map(([, from, to]) => ({
    from: Number(from),
    to: Number(to),
    why: "excluded by Windows"
  }));
}
function reservedUrls(text3) {
  const ports2 = [...text3.matchAll(/\bhttps?:\/\/(?:\[[^\]\s]*\]|[^\s/:]+):(\d+)(?::[^\s/]*)?\//gi)].map(
    ([, port2]) => Number(port2)
  );
  return [...new Set(ports2)].map((port2) => ({ from: port2, to: port2, why: "reserved for a URL" }));
}
function netshHere() {
  try {
    return findProgram("netsh");
  } catch (error) {
    if (error instanceof ProgramMissing) return void 0;
    throw error;
  }
}

// src/machine/forbidden-ports.ts
var forbiddenPorts = /* @__PURE__ */ new Set([
  0,
  1,
  7,
  9,
  11,
  13,
  15,
  17,
  19,
  20,
  21,
  22,
  23,
  25,
  37,
  42,
  43,
  53,
  69,
  77,
  79,
  87,
  95,
  101,
  102,
  103,
  104,
  109,
  110,
  111,
  113,
  115,
  117,
  119,
  123,
  135,
  137,
  139,
  143,
  161,
  179,
  389,
  427,
  465,
  512,
  513,
  514,
  515,
  526,
  530,
  531,
  532,
  540,
  548,
  554,
  556,
  563,
  587,
  601,
  636,
  989,
  990,
  993,
  995,
  1719,
  1720,
  1723,
  2049,
  3659,
  4045,
  4190,
  5060,
  5061,
  6e3,
  6566,
  6665,
  6666,
  6667,
  6668,
  6669,
  6679,
  6697,
  10080
]);

// src/slots/ports-of-others.ts
var import_promises17 = require("node:fs/promises");

// src/slots/broken-file.ts
var BrokenFile = class extends StepFailed {
  constructor({ file, why, todo, cause }) {
    super({
      happened: `${file} cannot be understood (${why}).`,
      untouched: "Nothing was changed.",
      todo,
      cause
    });
  }
};

// src/slots/shape.ts
function problemsIn(shape, value) {
  const problems = [];
  shape(value, "", problems);
  return problems;
}
var told = (at, what) => `${at || "the whole"} is not ${what}`;
var when = (what, holds) => (value, at, problems) => {
  if (!holds(value)) problems.push(told(at, what));
};
var text2 = when("a text", (value) => typeof value === "string");
var filledText = when("a text, or empty", (value) => typeof value === "string" && value !== "");
var trueOrFalse = when("true or false", (value) => typeof value === "boolean");
var number2 = when("a number", (value) => typeof value === "number");
var port = when("a port", (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535);
var timestamp = when(
  "a time",
  (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value))
);
var oneOf = (...values) => when(`one of ${values.join(", ")}`, (value) => values.includes(value));
var nullOr = (shape) => (value, at, problems) => {
  if (value !== null) shape(value, at, problems);
};
var isObject2 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var below = (at, name2) => at === "" ? String(name2) : `${at}.${name2}`;
var listOf = (shape, length) => (value, at, problems) => {
  if (!Array.isArray(value) || length !== void 0 && value.length !== length)
    problems.push(told(at, length === void 0 ? "a list" : `a list of ${length}`));
  else for (const [index, item] of value.entries()) shape(item, below(at, index), problems);
};
var recordOf = (shape) => (value, at, problems) => {
  if (!isObject2(value)) problems.push(told(at, "an object"));
  else for (const [name2, item] of Object.entries(value)) shape(item, below(at, name2), problems);
};
var fields = (shapes) => (value, at, problems) => {
  if (!isObject2(value)) {
    problems.push(told(at, "an object"));
    return;
  }
  for (const [name2, shape] of Object.entries(shapes)) {
    const plain = name2.replace(/\?$/, "");
    if (Object.hasOwn(value, plain)) shape(value[plain], below(at, plain), problems);
    else if (plain === name2) problems.push(`${below(at, plain)} is missing`);
  }
};
var byField = (name2, shapes) => (value, at, problems) => {
  const chosen = isObject2(value) && typeof value[name2] === "string" && Object.hasOwn(shapes, value[name2]) ? shapes[value[name2]] : void 0;
  if (chosen) chosen(value, at, problems);
  else problems.push(told(below(at, name2), `one of ${Object.keys(shapes).join(", ")}`));
};

// src/slots/read-marker.ts
var frontDoor = fields({ url: filledText, "host?": text2 });
var anyRouter = { frontDoor, portHeader: trueOrFalse, made: text2 };
var bindings = listOf(fields({ protocol: filledText, information: filledText, "sslFlags?": number2 }));
var marker = fields({
  version: oneOf(1),
  application: text2,
  instance: text2,
  owner: fields({ space: text2, project: text2, environment: text2, tenant: text2 }),
  "router?": byField("kind", {
    "arr-rewrite": fields({ ...anyRouter, site: filledText, pool: filledText, folder: filledText }),
    "arr-health-file": fields({
      ...anyRouter,
      farm: filledText,
      ports: listOf(port, 2),
      addresses: listOf(filledText, 2),
      ips: listOf(filledText, 2),
      match: filledText,
      folder: filledText,
      pool: filledText
    }),
    "nginx-flag": fields({
      ...anyRouter,
      ports: listOf(port, 2),
      flag: filledText,
      conf: filledText,
      nginx: filledText
    }),
    "nginx-reload": fields({
      ...anyRouter,
      upstreamFile: filledText,
      key: filledText,
      conf: filledText,
      nginx: filledText,
      "mainConf?": filledText
    })
  }),
  "preparing?": listOf(text2),
  "rebinding?": bindings,
  "adopted?": fields({
    site: filledText,
    bindings,
    port,
    status: number2,
    waitingPort: port
  }),
  slots: recordOf(
    fields({
      release: text2,
      fingerprint: text2,
      settings: text2,
      port: nullOr(port),
      folder: filledText,
      createdAt: text2,
      state: oneOf("deploying", "deployed", "retired", "deleting"),
      "confirmed?": trueOrFalse,
      task: text2,
      "adoptedFolder?": trueOrFalse,
      "pool?": filledText
    })
  ),
  "reservedPort?": fields({ port, slot: text2, since: text2 })
});
async function readMarker(app) {
  const file = await readIfThere(app.files.marker);
  if (file === void 0) return void 0;
  try {
    return parseMarker(file);
  } catch (cause) {
    throw new BrokenFile({
      file: app.files.marker,
      why: cause instanceof Error ? cause.message : String(cause),
      todo: "Correct it or restore it from a backup; without it the slots are no longer known to be the application\u2019s. A version above 1 was written by newer step templates: update these.",
      cause
    });
  }
}
function parseMarker(file) {
  const value = JSON.parse(file.replace(/^\uFEFF/, ""));
  const problems = problemsIn(marker, value);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return value;
}

// src/slots/ports-of-others.ts
async function portsOfOthers(app, log) {
  const ports2 = /* @__PURE__ */ new Map();
  const found = await (0, import_promises17.readdir)(app.root, { withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const { name: name2 } of found.filter((entry) => entry.isDirectory())) {
    const folder2 = paths.join(app.root, name2);
    if (paths.relative(folder2, app.folder) === "") continue;
    const marker2 = await readMarker({
      ...app,
      folder: folder2,
      files: { ...app.files, marker: paths.join(folder2, "blue-green.json") }
    }).catch((error) => {
      log.warning(error instanceof Error ? error.message : String(error));
      return void 0;
    });
    for (const port2 of marker2 ? portsIn(marker2) : []) ports2.set(port2, name2);
  }
  return ports2;
}
function portsIn({ router, adopted, slots, reservedPort }) {
  return [
    ...router && "ports" in router ? router.ports : [],
    // Of a site that is being taken in: the slot is not listed yet, and none of the two need be bound.
    ...adopted && !router ? [adopted.port, adopted.waitingPort] : [],
    ...Object.values(slots).flatMap(({ port: port2 }) => port2 ?? []),
    ...reservedPort ? [reservedPort.port] : []
  ];
}

// src/slots/taken-ports.ts
async function takenPorts(log, app, { iis, slots, live }, ports2, wanted = [], slot) {
  const [listening2, excluded, others] = await Promise.all([
    listeningPorts(log),
    excludedPorts(log),
    portsOfOthers(app, log)
  ]);
  const bound = portsOfBindings(iis);
  const own2 = new Set(slots.filter(({ slot: slot2 }) => slot2 !== live.slot).map(({ slot: slot2 }) => slot2));
  const started = new Set(iis.sites.filter(({ state }) => state !== "Stopped").map(({ name: name2 }) => name2));
  const taken = /* @__PURE__ */ new Map();
  const among = ports2.kind === "pair" ? ports2.pair : Array.from({ length: ports2.to - ports2.from + 1 }, (_, i) => ports2.from + i);
  for (const port2 of [...among, ...wanted]) {
    const range = excluded.find(({ from, to }) => port2 >= from && port2 <= to);
    const sites = bound.get(port2) ?? [];
    const strangers = sites.filter((site) => !own2.has(site));
    const otherSlots = sites.filter((site) => site !== slot);
    if (forbiddenPorts.has(port2)) taken.set(port2, "is one that HTTP clients refuse");
    else if (range) taken.set(port2, `is ${range.why}`);
    else if (strangers.length > 0) taken.set(port2, `belongs to the site ${strangers.join(", ")}`);
    else if (others.has(port2)) taken.set(port2, `belongs to the application in the folder ${others.get(port2)}`);
    else if (ports2.kind === "range" && otherSlots.length > 0)
      taken.set(port2, `belongs to the slot ${otherSlots.join(", ")}`);
    else if (listening2.has(port2) && !sites.some((site) => started.has(site)))
      taken.set(port2, "has a listener that is no site of IIS");
  }
  return taken;
}

// src/adopt/adopt-refused.ts
var AdoptRefused = class extends StepFailed {
  constructor(happened, todo) {
    super({ happened: `${happened}.`, untouched: "Nothing was changed; what serves now serves on.", todo });
  }
};

// src/adopt/give-back.ts
var import_promises19 = require("node:timers/promises");

// src/iis/active-requests.ts
var unsupported = { active: "unsupported", queued: "unsupported" };
var timeoutMs = 3e4;
async function activeRequests(log, pool, pids2) {
  if (/[()#\\/*]/.test(pool)) return unsupported;
  const workers = pids2.map((pid) => `\\W3SVC_W3WP(${pid}_${pool})\\Active Requests`);
  const queue = `\\HTTP Service Request Queues(${pool})\\CurrentQueueSize`;
  const stdout = await counterSample(log, [...workers, queue]);
  if (stdout === void 0) return unsupported;
  const values = countersFrom(stdout);
  return {
    active: sum(workers.map((path3) => values.get(path3.toLowerCase()))),
    queued: sum([values.get(queue.toLowerCase())])
  };
}
async function counterSample(log, paths2) {
  try {
    const { exitCode, stdout } = await runProgram(log, findProgram("typeperf"), [...paths2, "-sc", "1"], { timeoutMs });
    return exitCode === 0 ? stdout : void 0;
  } catch (error) {
    if (error instanceof ProgramMissing) return void 0;
    throw error;
  }
}
function countersFrom(stdout) {
  const [header3, sample] = stdout.split(/[\r\n]+/).filter((line) => line.startsWith('"'));
  const values = /* @__PURE__ */ new Map();
  const numbers = cells(sample ?? "");
  for (const [index, path3] of cells(header3 ?? "").entries()) {
    const text3 = numbers[index] ?? "";
    const value = Number(text3);
    if (index > 0 && /\d/.test(text3) && value >= 0) values.set(path3.replace(/^\\\\[^\\]+/, "").toLowerCase(), value);
  }
  return values;
}
var cells = (line) => [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
var sum = (values) => values.length === 0 || values.includes(void 0) ? "unsupported" : values.reduce((all, one) => all + (one ?? 0), 0);

// src/iis/requests-in-flight.ts
async function requestsInFlight(log, pool) {
  const pids2 = workersOf(await workersNow(log), pool).map(({ pid }) => pid);
  const seen = pids2.length === 0 ? 0 : await listedRequests(log, pool);
  const { active, queued } = await activeRequests(log, pool, pids2);
  const counts = [seen, active].filter((count) => count !== "unsupported");
  return { requests: counts.length === 0 ? "unsupported" : Math.max(...counts), queued };
}
async function listedRequests(log, pool) {
  try {
    const args = ["list", "requests", `/apppool.name:${checkedName(pool)}`, "/xml"];
    const { stdout } = await appcmd(log, "read", args, { accept: ["none", "not-found"] });
    return countRequests(stdout);
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning === "access-denied") throw error;
    return "unsupported";
  }
}
function countRequests(stdout) {
  if (stdout.trim() === "") return 0;
  try {
    return listed(stdout).filter(({ name: name2 }) => name2 === "REQUEST").length;
  } catch {
    return "unsupported";
  }
}

// src/iis/drain.ts
var tellEveryMs = 5e3;
async function drain(log, pool, { limitMs: limitMs2, intervalMs: intervalMs3 = 500, zeros = 3, signal }) {
  const startedAt = performance.now();
  let quietLooks = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  for (; ; ) {
    const inFlight = await requestsInFlight(log, pool);
    const elapsedMs = performance.now() - startedAt;
    if (inFlight.requests === "unsupported") return { result: "cannot-be-seen" };
    quietLooks = isQuiet(inFlight) ? quietLooks + 1 : 0;
    if (quietLooks >= zeros) return { result: "drained" };
    if (quietLooks === 0 && elapsedMs - toldAtMs >= tellEveryMs) {
      log.info(
        `Pool "${pool}" still has ${told2(inFlight)}; ${Math.round(elapsedMs / 1e3)} of ${Math.round(limitMs2 / 1e3)} s.`
      );
      log.progress(Math.min(99, Math.floor(100 * elapsedMs / limitMs2)), `${told2(inFlight)} of "${pool}" in flight`);
      toldAtMs = elapsedMs;
    }
    if (elapsedMs >= limitMs2 && quietLooks === 0) return { result: "still-in-flight", inFlight };
    await pauseUnless(signal, quietLooks > 0 ? intervalMs3 : Math.min(intervalMs3, limitMs2 - elapsedMs));
  }
}
var isQuiet = ({ requests, queued }) => requests === 0 && (queued === 0 || queued === "unsupported");
var told2 = ({ requests, queued }) => `${requests} ${requests === 1 ? "request" : "requests"}${queued === 0 || queued === "unsupported" ? "" : ` and ${queued} queued`}`;

// src/iis/other-users.ts
var otherUsers = (iis, pool, besides) => iis.sites.filter(
  ({ name: name2, applications }) => !isSameName(name2, besides) && applications.some((one) => isSameName(one.pool, pool))
).map(({ name: name2 }) => name2);

// src/slots/no-port.ts
var NoPort = class extends StepFailed {
  constructor(why, todo) {
    super({ happened: `There is no port for the new slot: ${why}.`, untouched: "Nothing was changed.", todo });
  }
};

// src/slots/choose-port.ts
function choosePort(ports2, routerPort, taken, reserved) {
  if (ports2.kind === "pair") {
    const idle = ports2.pair.filter((port2) => port2 !== routerPort);
    const free = idle.find((port2) => !taken.has(port2));
    if (free === void 0)
      throw new NoPort(
        idle.map((port2) => `port ${port2} ${taken.get(port2)}`).join(", "),
        "Free the port, or give the application another pair (BG.Ports)."
      );
    return free;
  }
  const isFree = (port2) => port2 !== routerPort && !taken.has(port2);
  if (reserved !== void 0 && reserved >= ports2.from && reserved <= ports2.to && isFree(reserved)) return reserved;
  for (let port2 = ports2.from; port2 <= ports2.to; port2++) if (isFree(port2)) return port2;
  const reasons = [...taken].filter(([port2]) => port2 >= ports2.from && port2 <= ports2.to);
  throw new NoPort(
    `none of the ports ${ports2.from}-${ports2.to} is free (${reasons.length} are taken, for example ${reasons.slice(0, 3).map(([port2, why]) => `${port2} ${why}`).join(", ")})`,
    "Delete slots that nobody needs, or give a larger range (BG.Ports)."
  );
}

// src/adopt/plan-adopt.ts
var slotBinding = (port2) => bindingFrom("http", `127.0.0.1:${port2}:`);
var adoptedBindings = ({ bindings: bindings2 }) => recordedBindings(bindings2);
function planAdopt(app, marker2, iis, taken, { site: name2, front, bindings: wished, frontDoor: frontDoor2, ports: ports2 }) {
  const before = marker2.adopted;
  if (before && !isSame2(before.site, name2))
    throw new AdoptRefused(
      `This application is taking in the site "${before.site}" already, not "${name2}"`,
      `Run this step with BG.Adopt "${before.site}": to finish that or, with BG.AdoptUndo, to take it back.`
    );
  if (marker2.router)
    throw new AdoptRefused(
      `This application has a router already; the site "${name2}" cannot be taken in any more`,
      "Leave BG.Adopt empty. To move its bindings to the front site see docs/getting-started.md."
    );
  const site = siteNamed(iis, name2);
  if (!site)
    throw new AdoptRefused(
      `There is no site "${name2}" on this machine; there are ${iis.sites.map((each) => each.name).join(", ") || "none"}`,
      "Correct BG.Adopt."
    );
  const folder2 = rootFolder(site);
  if (!folder2) throw new AdoptRefused(`The site "${site.name}" has no folder`, "Correct BG.Adopt.");
  if (isInside(app.root, folder2))
    throw new AdoptRefused(
      `The site "${site.name}" serves ${folder2}: it belongs to an application that is deployed blue-green`,
      "BG.Adopt takes a site that was there before."
    );
  if (isDown(site.state) && !before)
    throw new AdoptRefused(`The site "${site.name}" is ${site.state}, not started`, "Start it first.");
  const frontSite2 = siteNamed(iis, front);
  const frontIsOurs = frontSite2 !== void 0 && isSamePath(app.files.front, rootFolder(frontSite2) ?? "");
  const isMoved = before !== void 0 && frontIsOurs && hasAll(frontSite2, adoptedBindings(before));
  const own2 = before ? [slotBinding(before.port)] : [];
  const bindings2 = isMoved ? frontSite2.bindings : site.bindings.filter((each) => !sameBindings([each], own2));
  if (!isMoved) refuseBindings(site, bindings2, iis, { wished, frontDoor: frontDoor2 });
  const pool = ownPool(iis, site);
  const isBound = before !== void 0 && (isMoved || hasAll(site, [slotBinding(before.port)]));
  if (isBound) refuseSharedPort(iis, site, before.port);
  const waits = frontIsOurs && before !== void 0 && hasAll(frontSite2, [slotBinding(before.waitingPort)]);
  const kept = isBound || !taken.has(before?.port ?? 0) ? before?.port : void 0;
  const keptWaiting = isMoved || waits || !taken.has(before?.waitingPort ?? 0) ? before?.waitingPort : void 0;
  const port2 = kept ?? choosePort(ports2, keptWaiting, taken);
  const waitingPort = keptWaiting ?? choosePort(ports2, port2, taken);
  return {
    adopted: {
      site: site.name,
      bindings: recordsOf(bindings2),
      port: port2,
      waitingPort
    },
    site,
    pool,
    folder: folder2,
    bindings: bindings2,
    isMoved,
    warnings: warningsOf(site)
  };
}
var isDown = (state) => state === "Stopped" || state === "Stopping";
var isSame2 = (one, other) => one.toLowerCase() === other.toLowerCase();
var hasAll = (site, bindings2) => bindings2.every((binding2) => site.bindings.some((its) => sameBindings([its], [binding2])));
var otherOnPort = (iis, site, port2) => iis.sites.find((each) => !isSame2(each.name, site) && each.bindings.some((its) => its.port === port2));
function refuseSharedPort(iis, { name: name2 }, port2) {
  const other = otherOnPort(iis, name2, port2);
  if (!other) return;
  throw new AdoptRefused(
    `The port ${port2} of the site "${name2}" belongs to the site "${other.name}" as well`,
    `Give "${other.name}" another port first; or run this step with BG.AdoptUndo, and then again.`
  );
}
function fits({ protocol, address: address2, port: port2, host }, { url, host: named2 }) {
  const door = new URL(url);
  const called = (named2 ?? door.host).replace(/:\d+$/, "");
  const itsPort = Number(door.port || (door.protocol === "https:" ? 443 : 80));
  const hostFits = host === "" || isSame2(host, called) || host.startsWith("*.") && called.endsWith(host.slice(1));
  const addressFits = isAnyAddress(address2) || hostnameOf(address2) === door.hostname;
  return `${protocol}:` === door.protocol && port2 === itsPort && hostFits && addressFits;
}
var isAnyAddress = (address2) => ["*", "0.0.0.0", "[::]"].includes(address2);
var hostnameOf = (address2) => URL.canParse(`http://${address2}`) ? new URL(`http://${address2}`).hostname : address2;
function saysMore(one, other) {
  const address2 = Number(isAnyAddress(other.address)) - Number(isAnyAddress(one.address));
  const host = hostRank(one) - hostRank(other);
  return address2 >= 0 && host >= 0 && address2 + host > 0;
}
var hostRank = ({ host }) => host === "" || host.startsWith("*.") ? host.length : 1e3;
function refuseBindings(site, bindings2, iis, { wished, frontDoor: frontDoor2 }) {
  const strange = bindings2.filter(({ protocol }) => protocol !== "http" && protocol !== "https");
  if (strange.length > 0)
    throw new AdoptRefused(
      `The site "${site.name}" has bindings that a front site cannot have: ${strange.map(({ protocol, information }) => `${protocol}/${information}`).join(", ")}`,
      "Only http and https bindings can be moved. Give the others to a site of their own first."
    );
  if (bindings2.length === 0)
    throw new AdoptRefused(`The site "${site.name}" has no bindings`, "Give it those that users call.");
  if (wished && !sameBindings(wished, bindings2))
    throw new AdoptRefused(
      `BG.FrontBindings is not what the site "${site.name}" has (${bindingsText(bindings2)})`,
      "Leave it empty: the front site gets the bindings of that site as they are."
    );
  const fitting = bindings2.filter((binding2) => fits(binding2, frontDoor2));
  if (fitting.length === 0)
    throw new AdoptRefused(
      `None of the bindings of the site "${site.name}" (${bindingsText(bindings2)}) is where the front door ${frontDoor2.url} (${frontDoor2.host ?? "no host name"}) leads to`,
      "Correct BG.FrontDoor or BG.FrontDoorAddress."
    );
  refuseOthersDoor(site, fitting, iis, frontDoor2);
  for (const binding2 of bindings2) {
    const other = iis.sites.find(
      (each) => each.name !== site.name && each.bindings.some((its) => sameBindings([its], [binding2]))
    );
    if (other)
      throw new AdoptRefused(
        `The site "${other.name}" has the binding ${bindingsText([binding2])} of the site "${site.name}" as well`,
        "Take it away from one of the two first."
      );
  }
}
function refuseOthersDoor(site, fitting, iis, frontDoor2) {
  for (const other of iis.sites.filter(({ name: name2, state }) => name2 !== site.name && state !== "Stopped")) {
    const theirs = other.bindings.find(
      (binding2) => fits(binding2, frontDoor2) && fitting.every((own2) => saysMore(binding2, own2))
    );
    if (theirs)
      throw new AdoptRefused(
        `The front door ${frontDoor2.url} (${frontDoor2.host ?? "no host name"}) leads to the site "${other.name}" (${bindingsText([theirs])}), not to "${site.name}"`,
        "Correct BG.Adopt, BG.FrontDoor or BG.FrontDoorAddress."
      );
  }
}
function ownPool(iis, site) {
  const name2 = rootApplication(site)?.pool ?? "";
  const pool = poolNamed(iis, name2);
  if (!pool || isDown(pool.state))
    throw new AdoptRefused(
      `The application pool "${name2}" of the site "${site.name}" is ${pool ? `${pool.state}, not started` : "not there"}`,
      "Start it first."
    );
  const others = otherUsers(iis, name2, site.name);
  if (others.length > 0)
    throw new AdoptRefused(
      `The application pool "${pool.name}" of the site "${site.name}" serves ${others.map((each) => `"${each}"`).join(", ")} as well`,
      "A slot is stopped with its pool. Give the site an application pool of its own first."
    );
  return pool.name;
}
function warningsOf(site) {
  const further = site.applications.flatMap(
    ({ path: path3, folders }) => path3 === "/" ? folders.map((each) => each.path).filter((each) => each !== "/") : [path3]
  );
  return [
    ...further.length > 0 ? [`${site.name} has ${further.join(", ")} below its root. Slots that are deployed later do not get them.`] : [],
    ...site.autoStart ? [] : [`${site.name} is not started after a reboot (serverAutoStart=false).`]
  ];
}

// src/adopt/serves.ts
var answerLimitMs5 = 3e4;
var inARow = 3;
async function statusNow(site, frontDoor2) {
  const refused2 = (why) => new AdoptRefused(
    `The site "${site}" ${why} at ${frontDoor2.url}`,
    "Only a site that serves can be taken in: give BG.FrontDoor a path that answers well, or repair the site first."
  );
  const { status } = await askFrontDoor(frontDoor2, answerLimitMs5).catch((error) => {
    throw refused2(`gives no answer (${requestProblem(error)})`);
  });
  if (status >= 400) throw refused2(`answers ${status}`);
  return status;
}
async function slotAnswers(port2, frontDoor2, status, limitMs2) {
  const door = new URL(frontDoor2.url);
  const url = new URL(`http://127.0.0.1:${port2}${door.pathname}${door.search}`);
  const headers = { "x-forwarded-proto": door.protocol.replace(":", "") };
  await answersInARow(
    `${url.href} to answer ${status}`,
    limitMs2,
    () => request({ url, host: frontDoor2.host ?? door.host, headers, timeoutMs: answerLimitMs5 }).then(saysStatus(status))
  );
}
var siteAnswers = (frontDoor2, status, limitMs2) => answersInARow(`${frontDoor2.url} to answer ${status}, without a router`, limitMs2, async () => {
  const answer = await askFrontDoor(frontDoor2, answerLimitMs5);
  if (answer.headers[portHeaderName.toLowerCase()] !== void 0)
    return { why: "the front site still answered", isFinal: false };
  return saysStatus(status)(answer);
});
var saysStatus = (status) => (answer) => answer.status === status ? void 0 : { why: `the status was ${answer.status}`, isFinal: answer.status < 500 };
async function answersInARow(what, limitMs2, ask) {
  let [good, final] = [0, 0];
  await waitUntil(what, limitMs2, 20, async (_leftMs, tell) => {
    const wrong = await ask().catch((error) => ({ why: requestProblem(error), isFinal: false }));
    good = wrong ? 0 : good + 1;
    final = wrong?.isFinal ? final + 1 : 0;
    tell(wrong?.why ?? `${good} good answers in a row`);
    if (final >= inARow) throw new Error(`Waited for ${what}: ${wrong?.why}, ${final} times in a row.`);
    return good >= inARow || void 0;
  });
}

// src/adopt/watch-front-door.ts
var import_promises18 = require("node:timers/promises");

// src/adopt/gap.ts
function gapIn(questions) {
  const inOrder = [...questions].sort((one, other) => one.sentAt - other.sentAt);
  const pauses = inOrder.slice(1).map(({ sentAt }, index) => sentAt - (inOrder[index]?.sentAt ?? sentAt));
  const counts = {
    asked: inOrder.length,
    failed: inOrder.filter(({ good }) => !good).length,
    furthestApartMs: Math.ceil(Math.max(0, ...pauses))
  };
  if (counts.failed === 0) return { ...counts, ...longestUnseen(inOrder) };
  const firstBad = inOrder.findIndex(({ good }) => !good);
  const lastBad = inOrder.findLastIndex(({ good }) => !good);
  const from = inOrder[firstBad - 1] ?? inOrder[firstBad];
  const after = inOrder.slice(lastBad + 1).map(({ endedAt: endedAt2 }) => endedAt2);
  if (from === void 0 || after.length === 0) return { ...counts, ms: void 0 };
  const endedAt = Math.min(...after);
  return { ...counts, ms: Math.ceil(endedAt - from.sentAt), endedAt };
}
function longestUnseen(inOrder) {
  const spans = inOrder.slice(1).map(({ endedAt }, index) => ({ endedAt, ms: endedAt - (inOrder[index]?.sentAt ?? 0) }));
  const [longest2] = spans.sort((one, other) => other.ms - one.ms);
  return longest2 ? { ms: Math.ceil(longest2.ms), endedAt: longest2.endedAt } : { ms: 0 };
}

// src/adopt/watch-front-door.ts
var everyMs2 = 5;
var answerLimitMs6 = 1e4;
var mostAtOnce = 10;
var now = () => performance.timeOrigin + performance.now();
var lastAnswersMs = 1e3;
function watchFrontDoor(frontDoor2, status) {
  const questions = [];
  const open7 = /* @__PURE__ */ new Set();
  let isStopping = false;
  const ask = async () => {
    const sentAt = now();
    const good = await askFrontDoor(frontDoor2, answerLimitMs6).then(
      (answer) => answer.status === status,
      () => false
    );
    questions.push({ sentAt, endedAt: now(), good });
  };
  const asking2 = (async () => {
    while (!isStopping) {
      if (open7.size < mostAtOnce) {
        const question = ask();
        open7.add(question);
        void question.then(() => open7.delete(question));
      }
      await (0, import_promises18.setTimeout)(everyMs2);
    }
  })();
  const end = async () => {
    await Promise.race([ask(), (0, import_promises18.setTimeout)(lastAnswersMs)]);
    isStopping = true;
    await asking2;
    await Promise.race([Promise.all(open7), (0, import_promises18.setTimeout)(lastAnswersMs)]);
    return gapIn(questions);
  };
  return { stop: end };
}
function gapTold({ ms, asked: asked3, failed, furthestApartMs }) {
  const questions = `questions, at most ${furthestApartMs} ms apart,`;
  return `the gap was ${ms === void 0 ? "not over yet" : `at most ${ms} ms`}: ${failed} of ${asked3} ${questions} had no good answer`;
}

// src/adopt/give-back.ts
var drainLimitMs = 6e4;
var answerLimitMs7 = 1e4;
var frontName = (app) => `${paths.basename(app.folder)}-front`;
function frontSite(iis, app) {
  const site = siteNamed(iis, frontName(app));
  return site && isSamePath(app.files.front, rootFolder(site) ?? "") ? site : void 0;
}
function gotLater(iis, app, adopted) {
  const known2 = [...adoptedBindings(adopted), slotBinding(adopted.waitingPort)];
  return (frontSite(iis, app)?.bindings ?? []).filter((binding2) => !known2.some((its) => sameBindings([its], [binding2])));
}
function wayBack(iis, app, adopted) {
  const all = [...adoptedBindings(adopted), ...gotLater(iis, app, adopted)];
  const front = frontSite(iis, app);
  return stillNeeded(iis, [{ site: adopted.site, add: all }, ...front ? [{ site: front.name, remove: all }] : []]);
}
function heldByOthers(iis, app, { site }, bindings2) {
  const others = iis.sites.filter(({ name: name2 }) => !isSameName(name2, site) && !isSameName(name2, frontName(app)));
  return bindings2.flatMap((binding2) => {
    const by = others.find((other) => other.bindings.some((its) => sameBindings([its], [binding2])));
    return by ? [{ binding: binding2, by }] : [];
  });
}
async function giveBack(log, opened, adopted, { frontDoor: frontDoor2, commit: options }) {
  const { app } = opened;
  await opened.save(beingTakenIn(opened.marker, adopted));
  const edits = editsBack(log, await lookAtIis(log), app, adopted);
  const gap = edits.length > 0 ? await movedBack() : void 0;
  if (!gap) await startSite(log, adopted.site, { limitMs: answerLimitMs7 });
  await removeFront(log, opened, adopted, options);
  const { adopted: _adopted, preparing: _preparing, ...rest } = opened.marker;
  await opened.save(rest);
  await opened.journal({ kind: "given-back", slot: adopted.site });
  return gap;
  async function movedBack() {
    const watch = watchFrontDoor(frontDoor2, adopted.status);
    try {
      const says = `Give site "${adopted.site}" its bindings again`;
      await moveBindings(log, { says, edits, to: adopted.site }, { ...options, onWorkerRestart: "warn" });
      await siteAnswers(frontDoor2, adopted.status, answerLimitMs7);
    } catch (cause) {
      void watch.stop();
      throw new StepFailed({
        happened: `The site "${adopted.site}" could not be given its bindings again, or does not answer with them: ${cause instanceof Error ? cause.message : cause}`,
        untouched: "The front site is still there.",
        todo: "Look at the front door at once. Then run this step again with BG.AdoptUndo.",
        cause
      });
    }
    return watch.stop();
  }
}
function editsBack(log, iis, app, adopted) {
  const { site } = adopted;
  const edits = wayBack(iis, app, adopted);
  const wanted = edits.flatMap(({ add = [] }) => add);
  const lost = heldByOthers(iis, app, adopted, wanted).filter(({ by }) => by.state !== "Stopped");
  for (const { binding: binding2, by } of lost)
    log.warning(`The site "${by.name}" has ${bindingsText([binding2])} now: ${site} does not get that again.`);
  const isLost = (binding2) => lost.some((each) => each.binding === binding2);
  const slot = siteNamed(iis, site)?.state === "Stopped" ? [{ site, remove: [slotBinding(adopted.port)] }] : [];
  return stillNeeded(iis, [
    ...edits.map(({ add = [], ...edit }) => ({ ...edit, add: add.filter((binding2) => !isLost(binding2)) })),
    ...slot
  ]);
}
function beingTakenIn(marker2, { site }) {
  const { [site]: own2, ...others } = marker2.slots;
  const { router, ...rest } = marker2;
  return { ...router ? aboutToMake(rest, router.made) : rest, slots: own2?.adoptedFolder ? others : marker2.slots };
}
async function removeFront(log, opened, adopted, options) {
  const { app } = opened;
  const name2 = frontName(app);
  const iis = await lookAtIis(log);
  const front = frontSite(iis, app);
  const isUsed = iis.sites.some(
    (site) => site !== front && site.applications.some(({ pool: pool2 }) => pool2.toLowerCase() === name2.toLowerCase())
  );
  const pool = isUsed ? void 0 : poolNamed(iis, name2);
  if (front && front.state !== "Stopped" && pool) await drainFront(log, name2, adopted.site);
  if (front) await stopSite(log, name2, stopLimits);
  if (pool) await stopPoolAndWorkers(log, name2);
  const [slot] = stillNeeded(iis, [{ site: adopted.site, remove: [slotBinding(adopted.port)] }]);
  await commit(
    log,
    [
      ...front ? [deleteSite(front)] : [],
      ...pool ? [deletePool(name2)] : [],
      ...slot ? [editBindings(`Take the slot's binding away from site "${adopted.site}"`, [slot])] : []
    ],
    options
  );
  const file = paths.join(app.files.front, "web.config");
  const text3 = await readIfThere(file);
  if (text3 === void 0) return;
  if (wasMade(opened.marker, hashOf2(text3))) await removeFile(file);
  else
    log.warning(
      `${file} has been changed by hand and was left where it is: delete it before a router is prepared again.`
    );
}
async function drainFront(log, pool, site) {
  const outcome = await drain(log, pool, { limitMs: drainLimitMs });
  if (outcome.result === "drained") return;
  if (outcome.result === "cannot-be-seen") {
    log.warning(
      `Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): the front site is given ${drainLimitMs / 1e3} s.`
    );
    await (0, import_promises19.setTimeout)(drainLimitMs);
    return;
  }
  throw new StepFailed({
    happened: `${outcome.inFlight.requests} requests are still in flight in the front site after ${drainLimitMs / 1e3} s.`,
    untouched: `The site "${site}" has its bindings again and serves; the front site only ends what it had begun.`,
    todo: "Run this step again with BG.AdoptUndo, later."
  });
}

// src/adopt/adopt-site.ts
var adoptedRelease = "(adopted)";
var slotLimitMs = 6e4;
var waitingLimitMs = 3e4;
var firstAnswerLimitMs = 1e4;
var provenLimitMs = 15e3;
async function adoptSite(log, opened, wish, whatIf) {
  const plan = await look(log, opened, wish);
  const { site, isMoved } = plan;
  await refuseRotation(log, plan, wish.commit);
  for (const warning of plan.warnings) log.warning(warning);
  const status = opened.marker.adopted?.status ?? await statusNow(site.name, wish.frontDoor);
  const adopted = { ...plan.adopted, status };
  const arr = arrWish(wish, plan);
  if (whatIf) return whatIfSays(log, opened, plan, arr);
  await prepareArr({ ...log, info: () => {
  }, warning: () => {
  } }, opened, arr, true);
  await opened.save({ ...opened.marker, adopted });
  try {
    const router = await makeWaiting(log, opened, wish, plan, adopted, arr);
    const gap = isMoved ? await provenAgain(wish, adopted) : await moved(log, opened, wish, adopted);
    log.highlight(
      `${site.name} is taken in: it is the slot on port ${adopted.port}, and ${router.site} has its bindings; ${gap ? gapTold(gap) : "the gap was not measured: the run that moved the bindings was killed"}.`
    );
    return {
      router: { ...router, frontDoor: wish.frontDoor },
      slots: { ...opened.marker.slots, [site.name]: slotRecord(plan, wish.task) },
      says: `The site ${site.name} is taken in as the slot on port ${adopted.port}; the front site ${router.site} has its bindings, and answers.`,
      ...gap ? { gap } : {}
    };
  } catch (cause) {
    return goBack(log, opened, wish, adopted, cause);
  }
}
async function look(log, { app, marker: marker2 }, wish) {
  const iis = await lookAtIis(log);
  const { slots } = await slotsOf(app, marker2, slotSites(iis));
  const idle = slots.filter((slot) => !slot.site.started);
  const chosen = marker2.adopted ? [marker2.adopted.port, marker2.adopted.waitingPort] : [];
  const taken = await takenPorts(log, app, { iis, slots: idle, live: { disagreements: [] } }, wish.ports, chosen);
  return planAdopt(app, marker2, iis, taken, { ...wish, front: frontName(app) });
}
async function refuseRotation(log, { folder: folder2, site }, { onWorkerRestart }) {
  const expanded = folder2.replace(/%([^%]+)%/g, (whole, name2) => process.env[name2] ?? whole);
  if (!await mayRotate(expanded)) return;
  const told4 = `The web.config of ${site.name} lacks the handler setting disallowRotationOnConfigChange=true: the writes to the configuration of IIS may restart its worker while it serves`;
  if (onWorkerRestart === "fail")
    throw new AdoptRefused(told4, 'Add the setting, or set BG.AtWorkerRestart to "warn" and choose a quiet minute.');
  log.warning(`${told4}.`);
}
var arrWish = (wish, { adopted, bindings: bindings2, isMoved }) => ({
  frontDoor: isMoved ? wish.frontDoor : waitingDoor(wish, adopted),
  bindings: isMoved ? bindings2 : [slotBinding(adopted.waitingPort)],
  mostBodyBytes: wish.mostBodyBytes,
  timeoutMs: wish.timeoutMs,
  portHeader: wish.portHeader,
  commit: wish.commit,
  adopting: { port: adopted.port, forwardsScheme: bindings2.some(({ protocol }) => protocol === "https") }
});
function waitingDoor({ frontDoor: { url, host } }, { waitingPort }) {
  const door = new URL(url);
  return { url: `http://127.0.0.1:${waitingPort}${door.pathname}${door.search}`, host: host ?? door.host };
}
async function whatIfSays(log, opened, { adopted, bindings: bindings2, site, isMoved }, arr) {
  const iis = await lookAtIis(log);
  for (const edit of stillNeeded(iis, [{ site: site.name, add: [slotBinding(adopted.port)] }]))
    log.info(`What if: ${slotChange(edit).says}.`);
  const { router } = await prepareArr(log, opened, arr, true);
  if (!isMoved) log.info(`What if: ${movesTold(site.name, router.site)}: ${list(bindings2)}.`);
  return {
    router,
    says: `The site ${site.name} would be taken in as the slot on port ${adopted.port}, and the front site ${router.site} would get its bindings.`
  };
}
var list = (bindings2) => bindings2.map(({ protocol, information }) => `${protocol}/${information}`).join(", ");
var slotChange = (edit) => editBindings(`Bind site "${edit.site}" to ${list(edit.add ?? [])} as well`, [edit]);
var movesTold = (from, to) => `Move the bindings of site "${from}" to site "${to}"`;
async function makeWaiting(log, opened, wish, { isMoved, site }, adopted, arr) {
  const wasStopped = isStopped(await lookAtIis(log), site.name);
  const iis = await commit(log, [bindSlot(adopted)], wish.commit);
  if (wasStopped) await startSite(log, site.name, { limitMs: slotLimitMs });
  else if (isStopped(iis, site.name)) throw stoppedByIis(adopted);
  await slotAnswers(adopted.port, wish.frontDoor, adopted.status, slotLimitMs);
  const { router } = await prepareArr(log, opened, arr, false);
  const pointsTo = await arrRewrite(router.folder).livePort();
  if (pointsTo !== adopted.port)
    throw notProven(`The front site points to port ${pointsTo ?? "none"}, not to the slot's ${adopted.port}.`);
  if (isMoved) return router;
  const from = wish.frontDoor.url.startsWith("https:") ? 200 : adopted.status;
  const proof = { ...proofOf(wish, adopted), frontDoor: arr.frontDoor, limitMs: waitingLimitMs };
  const wrong = await prove({ ...proof, statuses: [{ from, to: from === adopted.status ? from : 399 }] });
  if (wrong) throw notProven(`The front site was not proven at ${arr.frontDoor.url}: ${wrong}.`);
  log.info(`${router.site} answers at ${arr.frontDoor.url}, through the slot on port ${adopted.port}.`);
  return router;
}
function bindSlot({ site, port: port2 }) {
  const change = slotChange({ site, add: [slotBinding(port2)] });
  return {
    ...change,
    isDone: (iis, log) => {
      const other = otherOnPort(iis, site, port2);
      if (other) throw notProven(`the port ${port2} has been given to the site "${other.name}" meanwhile.`);
      return change.isDone(iis, log);
    }
  };
}
var isStopped = (iis, site) => siteNamed(iis, site)?.state === "Stopped";
var stoppedByIis = ({ site, port: port2 }) => notProven(
  `IIS has stopped the site "${site}" when it got ${list([slotBinding(port2)])}: another program has that port, or somebody has stopped the site.`
);
var proofOf = ({ frontDoor: frontDoor2, portHeader }, { port: port2, status }) => ({
  frontDoor: frontDoor2,
  port: portHeader ? port2 : void 0,
  statuses: [{ from: status, to: status }],
  inARow: 5,
  limitMs: provenLimitMs
});
async function provenAgain(wish, adopted) {
  const proof = proofOf(wish, adopted);
  const wrong = await prove({ ...proof, inARow: 1, limitMs: firstAnswerLimitMs }) ?? await prove(proof);
  if (wrong) throw notProven(`The front site was not proven at ${wish.frontDoor.url}: ${wrong}.`);
}
async function moved(log, { app }, wish, adopted) {
  const front = frontName(app);
  const bindings2 = adoptedBindings(adopted);
  const iis = await lookAtIis(log);
  if (isStopped(iis, adopted.site)) throw stoppedByIis(adopted);
  const edits = stillNeeded(iis, [
    { site: adopted.site, remove: bindings2 },
    { site: front, add: bindings2, remove: [slotBinding(adopted.waitingPort)] }
  ]);
  const watch = watchFrontDoor(wish.frontDoor, adopted.status);
  try {
    const says = movesTold(adopted.site, front);
    await moveBindings(log, { says, edits, to: front }, { ...wish.commit, onWorkerRestart: "warn" });
    await provenAgain(wish, adopted);
  } catch (error) {
    void watch.stop();
    throw error;
  }
  return watch.stop();
}
var notProven = (happened) => new StepFailed({ happened, untouched: "", todo: "" });
async function goBack(log, opened, wish, adopted, cause) {
  const happened = `The site "${adopted.site}" could not be taken in: ${whatHappened(cause)}`;
  log.warning(`${happened} Everything goes back to how it was.`);
  const gap = await giveBack(log, opened, adopted, wish).catch((error) => {
    throw new StepFailed({
      happened: `${happened} And it could not all be taken back: ${whatHappened(error)}`,
      untouched: error instanceof StepFailed ? error.untouched : "",
      todo: "Look at the front door at once. Then run this step again with BG.AdoptUndo.",
      cause: error
    });
  });
  throw new StepFailed({
    happened,
    untouched: `The site ${gap ? "has its bindings again, and answers" : "has kept its bindings"}; the front site is gone.`,
    todo: "Correct what the message says, and run this step again.",
    cause
  });
}
var slotRecord = ({ adopted, folder: folder2, pool }, task) => ({
  release: adoptedRelease,
  fingerprint: "",
  settings: "",
  port: adopted.port,
  folder: folder2,
  createdAt: (/* @__PURE__ */ new Date()).toISOString(),
  state: "deployed",
  task,
  adoptedFolder: true,
  ...pool === adopted.site ? {} : { pool }
});

// src/adopt/undo-adopt.ts
async function undoAdopt(log, opened, name2, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const { adopted } = marker2;
  if (!adopted) return { says: `No site is taken in (BG.Adopt "${name2}"): there is nothing to give back.` };
  if (adopted.site.toLowerCase() !== name2.toLowerCase())
    throw new AdoptRefused(
      `The site that was taken in is "${adopted.site}", not "${name2}"`,
      `Run this step with BG.Adopt "${adopted.site}".`
    );
  const iis = await lookAtIis(log);
  const edits = wayBack(iis, app, adopted);
  if (marker2.router && edits.length > 0) {
    const { live } = await lookAround(log, opened);
    if (live.slot !== adopted.site) throw refused(adopted, live.slot, marker2.slots[adopted.site]);
  }
  refuseOthers(iis, app, adopted);
  const later = gotLater(iis, app, adopted);
  if (later.length > 0)
    log.warning(`The front site has got ${bindingsText(later)} since it was made: ${adopted.site} gets that as well.`);
  if (whatIf) {
    if (edits.length > 0) log.info(`What if: the bindings of ${frontName(app)} would move to ${adopted.site}.`);
    if (frontSite(iis, app)) log.info(`What if: the site and the application pool ${frontName(app)} would be deleted.`);
    return { says: `The site ${adopted.site} would have its bindings again.` };
  }
  const gap = await giveBack(log, opened, adopted, wish);
  const measured = gap ? gapTold(gap) : "they were there already";
  log.highlight(`${adopted.site} has its bindings again; ${measured}.`);
  return {
    says: `The site ${adopted.site} has its bindings again, and the front site is gone.`,
    ...gap ? { gap } : {}
  };
}
function refuseOthers(iis, app, adopted) {
  const missing = wayBack(iis, app, adopted).flatMap(({ add = [] }) => add);
  const isStopped2 = siteNamed(iis, adopted.site)?.state === "Stopped";
  const held = heldByOthers(iis, app, adopted, isStopped2 ? [...adoptedBindings(adopted), ...missing] : missing);
  if (held.length === 0) return;
  const told4 = new Set(held.map(({ binding: binding2, by }) => `${bindingsText([binding2])} belongs to the site "${by.name}" now`));
  throw new AdoptRefused(
    `The site "${adopted.site}" cannot have all its bindings again: ${[...told4].join(", ")}`,
    `Take that away from there first; or, where it is to stay there, take it out of "adopted" in ${app.files.marker}. Then run this step again.`
  );
}
function refused({ site, port: port2 }, live, record) {
  const what = `${live ?? "No slot"} is live, not the site "${site}" that was taken in`;
  if (!record) return new AdoptRefused(`${what}, and which is deleted`, "There is no way back to it.");
  if (record.port !== port2)
    return new AdoptRefused(
      `${what}; its port ${port2} has been given to a later slot`,
      `There is no way back in one step: move the bindings by hand (IIS Manager), and start the site "${site}".`
    );
  return new AdoptRefused(
    what,
    `Start the site "${site}" and its application pool, make it live by "Switch ARR" with BG.Port ${port2}, BG.Slot "${site}" and no BG.ReleaseHeader, then run this step again.`
  );
}

// src/http/front-door-input.ts
var frontDoorInput = {
  label: "Front door",
  example: "http://www.example.com/health",
  variable: "BlueGreen.FrontDoor",
  schema: webAddress()
};

// src/iis/commit-inputs.ts
var commitInputs = {
  "BG.AtWorkerRestart": {
    label: "When another worker restarts",
    example: "warn",
    schema: choice("warn", "fail")
  },
  "BG.OctopusMutex": { label: "Keep Octopus's own IIS steps out", example: "False", schema: flag() }
};
var commitOptions = (values) => ({ onWorkerRestart: values["BG.AtWorkerRestart"], octopusMutex: values["BG.OctopusMutex"] });

// src/machine/reserved-name.ts
function reservedName(name2) {
  if (/[. ]$/.test(name2)) return "ends in a dot or a blank, which Windows strips";
  if (/[\u0000-\u001f<>:"|?*\\]/.test(name2)) return "has a character that Windows does not allow in a name";
  const stem = (name2.split(".")[0] ?? "").trimEnd();
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i.test(stem))
    return "names a device on Windows";
  return void 0;
}

// src/machine/path-problem.ts
function pathProblem(path3, { share = false, rules = paths } = {}) {
  const windows = rules.sep === "\\";
  const names2 = path3.split(windows ? /[\\/]/ : "/");
  if (names2.includes("..")) return 'must not hold ".."';
  if (!windows) return rules.isAbsolute(path3) ? void 0 : "is not a full path";
  if (/^[\\/]{2}[?.][\\/]/.test(path3))
    return "begins with \\\\?\\ or \\\\.\\, which IIS does not take. Leave that out: the steps can do without, also where paths are long";
  const isShare = /^[\\/]{2}[^\\/]+[\\/][^\\/]+/.test(path3);
  if (isShare && !share)
    return "is a share of the network. It has to be on a disk of this machine, where no other machine keeps its slots";
  if (!isShare && !/^[a-z]:[\\/]/i.test(path3)) return "is not a full path: it has to begin with a drive, as C:\\ does";
  for (const name2 of names2.slice(isShare ? 2 : 1)) {
    const reserved = name2 === "" || name2 === "." ? void 0 : reservedName(name2);
    if (reserved !== void 0) return `holds the name "${name2}", which ${reserved}`;
  }
  return void 0;
}

// src/octopus/step.ts
var defineStep = (step2) => step2;

// src/routing/front-of.ts
function frontOf(url, address2) {
  const port2 = url.port || (url.protocol === "https:" ? "443" : "80");
  return { url: `${url.protocol}//${address2 ?? `127.0.0.1:${port2}`}${url.pathname}${url.search}`, host: url.host };
}

// src/routing/prepare-farm.ts
var import_node_crypto4 = require("node:crypto");
var import_promises20 = require("node:fs/promises");

// src/routing/health-web-config.ts
var healthWebConfig = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". The file up.html beside it says to ARR whether the slot gets requests. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <clear />
      </rules>
    </rewrite>
    <handlers>
      <clear />
      <add name="StaticFile" path="*" verb="GET,HEAD" modules="StaticFileModule" resourceType="File" requireAccess="Read" />
    </handlers>
    <caching enabled="false" enableKernelCache="false" />
  </system.webServer>
</configuration>
`;

// src/routing/prepare-farm.ts
var startLimitMs3 = 9e4;
var made = (0, import_node_crypto4.createHash)("sha256").update(healthWebConfig).digest("hex");
async function ownIp(address2) {
  const [{ lookup }, { networkInterfaces }] = await Promise.all([Promise.resolve().then(() => __toESM(require("node:dns/promises"), 1)), Promise.resolve().then(() => __toESM(require("node:os"), 1))]);
  const found = await lookup(address2.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  const own2 = new Set(Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address: ip2 }) => ip2) ?? []));
  const ip = found.map(({ address: each }) => each).find((each) => each.startsWith("127.") || own2.has(each));
  if (ip === void 0)
    throw new RouterRefused(
      `The member ${address2} of the web farm is ${found.length === 0 ? "a name that leads nowhere" : "another machine"}: the slots are on this one`,
      "Let the farm's two members be addresses of this machine, such as 127.0.0.1 and 127.0.0.2."
    );
  return ip;
}
function warningsOf2(farm, timeoutMs2) {
  const own2 = `/[name='${farm.name}'].applicationRequestRouting`;
  const cure = (setting) => `The farm is yours and was left as it is; the command would be: appcmd set config -section:webFarms "${own2}${setting}" /commit:apphost`;
  return [
    ...farm.timeoutMs < timeoutMs2 ? [
      `The web farm "${farm.name}" gives an application ${farm.timeoutMs / 1e3} s for an answer, less than BG.Timeout says. ${cure(`.protocol.timeout:${span2(timeoutMs2)}`)}`
    ] : [],
    ...farm.preserveHostHeader ? [] : [
      `The slots behind the web farm "${farm.name}" do not see the host name that users call. ${cure(".protocol.preserveHostHeader:true")}`
    ]
  ];
}
var span2 = (ms) => new Date(ms).toISOString().slice(11, 19);
async function prepareFarm(log, opened, wish, { whatIf, nothingLive: nothingLive2 }) {
  const { app, marker: marker2 } = opened;
  const before = marker2.router?.kind === "arr-health-file" ? marker2.router : void 0;
  const unfinished = marker2.preparing !== void 0;
  if (before && !nothingLive2 && [...before.ports].sort().join() !== [...wish.ports].sort().join())
    throw new RouterRefused(
      `The slots behind the web farm have the ports ${before.ports.join(" and ")}, and BG.Ports says ${wish.ports.join(",")}`,
      `Give ${before.ports.join(",")} in BG.Ports; for other ports give the application another BG.Instance, and move users over.`
    );
  const farm = await webFarm(log, wish.name);
  const problems = farmProblems(farm, wish.name, wish.ports);
  if (!farm || problems.length > 0) throw farmRefused(wish.name, problems);
  const addresses = wish.ports.map(
    (port2) => farm.servers.find(({ enabled, httpPort }) => enabled && httpPort === port2)?.address ?? ""
  );
  const ips = [await ownIp(addresses[0]), await ownIp(addresses[1])];
  await farmView(log, farm.name);
  for (const warning of warningsOf2(farm, wish.timeoutMs)) log.warning(warning);
  const folder2 = paths.join(app.files.router, "health");
  const pool = `${paths.basename(app.folder)}-health`;
  const iis = await lookAtIis(log);
  const hasPool = poolNamed(iis, pool) !== void 0;
  if (hasPool && !before && !unfinished)
    throw new RouterRefused(
      `There is an application pool "${pool}" that this step did not make`,
      "Rename or remove it."
    );
  const router = {
    kind: "arr-health-file",
    farm: farm.name,
    ports: wish.ports,
    addresses,
    ips,
    match: farm.healthCheck.responseMatch,
    folder: folder2,
    pool,
    frontDoor: wish.frontDoor,
    portHeader: false,
    made
  };
  const configs = wish.ports.map((port2) => paths.join(healthFolder(folder2, port2), "web.config"));
  const found = await Promise.all(configs.map(readIfThere));
  const changed = configs.find((_, index) => {
    const text3 = found[index];
    return text3 !== void 0 && !wasMade(marker2, (0, import_node_crypto4.createHash)("sha256").update(text3).digest("hex"));
  });
  if (changed)
    throw new RouterRefused(
      `${changed} was not made by this step, or has been changed by hand since`,
      "Undo the change, or delete the file."
    );
  const right = hasPool && !unfinished && found.every((text3) => text3 === healthWebConfig) && before?.match === router.match;
  const told4 = `The web farm ${farm.name} is as it has to be`;
  if (whatIf)
    return { router, says: right ? `${told4}.` : `${told4}; its health files and the pool ${pool} would be made.` };
  if (!right) await opened.save(aboutToMake(marker2, made));
  for (const [index, port2] of wish.ports.entries()) {
    const place = healthFolder(folder2, port2);
    await (0, import_promises20.mkdir)(place, { recursive: true });
    await removeTemporaries(place, { isMine: true });
    if (found[index] !== healthWebConfig) await replaceFile(paths.join(place, "web.config"), healthWebConfig);
    const health = await readHealth(folder2, before?.match ?? router.match, port2);
    const text3 = await readIfThere(paths.join(place, healthFileName));
    const isSaid = text3 !== void 0 && before?.match === router.match;
    if (!isSaid && text3 !== healthText(router.match, health)) await writeHealth(folder2, router.match, health);
  }
  await commit(
    log,
    hasPool ? [] : [
      addPool({
        name: pool,
        autoStart: true,
        runtimeVersion: "",
        startMode: "AlwaysRunning",
        idleTimeoutMs: 0,
        periodicRestartMs: 0
      })
    ],
    wish.commit
  );
  if (!right) await grant(log, { folder: folder2, pool, right: "RX" });
  await startPool(log, pool, { limitMs: startLimitMs3 });
  await frontAnswers(router, "ARR");
  return { router, says: `${told4}${right ? "" : `; its health files are in ${folder2}`}.` };
}

// src/routing/prepare-nginx.ts
var import_promises22 = require("node:fs/promises");

// src/routing/install-nginx-snippet.ts
var import_node_crypto5 = require("node:crypto");
var import_promises21 = require("node:fs/promises");

// src/routing/served-already.ts
var answerLimitMs8 = 5e3;
async function warnIfServed(log, frontDoor2) {
  const status = await askFrontDoor(frontDoor2, answerLimitMs8).then(
    (answer) => answer.status,
    () => void 0
  );
  if (status !== void 0 && status < 400)
    log.warning(
      `${frontDoor2.url}${frontDoor2.host ? ` (${frontDoor2.host})` : ""} is answered already, with status ${status}. With its server block in NGINX this application has it, and answers 502 until the first switch.`
    );
}

// src/routing/install-nginx-snippet.ts
var hashOfSnippet = (text3) => (0, import_node_crypto5.createHash)("sha256").update(text3).digest("hex");
async function findSnippet({ marker: marker2 }, frontDoor2, conf, text3) {
  const found = await readIfThere(conf);
  if (found !== void 0 && found !== text3 && !wasMade(marker2, hashOfSnippet(found)))
    throw new RouterRefused(
      `${conf} was not made by this step, or has been changed by hand since`,
      "Choose another file (BG.NginxConf), or move that one out of the way."
    );
  return { conf, text: text3, found, frontDoor: frontDoor2, isThere: found === text3 && await isLoaded(marker2, frontDoor2, text3) };
}
var restartLimitMs = 2e4;
var isLoaded = ({ preparing }, frontDoor2, text3) => waitUntil(`NGINX to answer at ${frontDoor2.url}`, restartLimitMs, 100, async () => {
  const loaded = await loadedSnippet(frontDoor2);
  if (loaded !== "down") return loaded === markIn(text3);
  return preparing === void 0 ? void 0 : false;
}).catch(() => false);
async function installSnippet(log, opened, nginx, snippet) {
  const { app, marker: marker2 } = opened;
  const { conf, text: text3, found, isThere } = snippet;
  const before = paths.join(app.files.router, "nginx-before.conf");
  await removeTemporaries(paths.dirname(conf), { of: paths.basename(conf), isMine: true });
  if (!isThere) {
    await (0, import_promises21.mkdir)(paths.dirname(conf), { recursive: true });
    const kept = marker2.preparing === void 0 ? void 0 : await readIfThere(before);
    if (kept === void 0) await replaceFile(before, found ?? "");
    const isFirst = !(kept ?? found);
    if (isFirst) await warnIfServed(log, snippet.frontDoor);
    await opened.save(aboutToMake(marker2, hashOfSnippet(text3)));
    await replaceFile(conf, text3);
    const failure2 = await load(log, nginx, snippet, isFirst).catch((error) => ({ error, mayComeLater: true }));
    if (failure2) {
      const good = await readIfThere(before);
      await (good ? replaceFile(conf, good) : removeFile(conf));
      const mayComeLater = failure2.mayComeLater || (found ?? "") !== good;
      if (mayComeLater) await runNginx(log, nginx, ["-s", "reload"]).catch(() => {
      });
      throw failure2.error;
    }
  }
  await removeFile(before);
}
async function load(log, nginx, { conf, text: text3, frontDoor: frontDoor2 }, isFirst) {
  const notLoaded = (happened, todo, mayComeLater = false) => ({
    error: new RouterRefused(happened, `${todo}; the file is as it was before.`),
    mayComeLater
  });
  const test = await runNginx(log, nginx, ["-T"]);
  const tellTest = () => {
    for (const line of test.stderr.trim().split("\n")) log.info(`  nginx: ${line}`);
  };
  if (test.exitCode !== 0) {
    tellTest();
    return notLoaded(
      `NGINX refuses its configuration with ${conf} in it (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`,
      "Correct the parameters, or the rest of the configuration"
    );
  }
  const mark = markIn(text3) ?? "";
  if (!test.stdout.includes(mark))
    return notLoaded(
      `NGINX's configuration does not include ${conf}`,
      "Include it in the http block, or correct BG.NginxConf or BG.NginxMainConf"
    );
  const taken = isFirst ? conflictingName(test.stderr, text3) : void 0;
  if (taken)
    return notLoaded(
      `NGINX has another server block for ${taken}: it would ignore one of the two, and its users may get this application before it has a release`,
      'Take the name out of that server block ("nginx -T" shows it), or begin at another port (BG.NginxListen, BG.FrontDoorAddress)'
    );
  const build = buildIn((await runNginx(log, nginx, ["-V"])).stderr);
  const before = await beforeReload(log, pidFileIn(nginx, test.stdout, build));
  const reload = await runNginx(log, nginx, ["-s", "reload"]);
  if (reload.exitCode !== 0)
    return notLoaded(
      `NGINX could not be told to load ${conf} (exit code ${reload.exitCode}): ${reload.stderr.trim().split("\n").at(-1) ?? ""}`,
      "Start NGINX, and run this step again"
    );
  const failed = await reloadTaken(log, before, (tell) => answersWith(mark, frontDoor2, before, tell)).catch(
    (error) => ({ why: whatHappened(error).replace(/\.$/, ""), isOver: false })
  );
  if (!failed) return void 0;
  tellTest();
  const runs = before.master === void 0 ? "" : ` (${titleOf(before.master)})`;
  return notLoaded(
    `NGINX was told to load ${conf} and did not: ${failed.why}`,
    failed.isOver ? "Correct what NGINX says: free a port that is taken, or correct BG.NginxListen. Until then NGINX would not come up with that file. Run this step again" : `See that the NGINX that runs${runs} reads that file (BG.NginxConf, BG.NginxMainConf), that BG.FrontDoorAddress leads to it, and what its error log says. Run this step again`,
    !failed.isOver
  );
}
async function answersWith(mark, frontDoor2, { workers }, tell) {
  try {
    const loaded = await loadedSnippet(frontDoor2);
    if (loaded === "down") throw new NginxUnusable(`Nobody listens at ${frontDoor2.url}`, "Correct BG.NginxListen.");
    tell(loaded === mark ? "" : 'another file of "Prepare Router" answers');
    return loaded === mark;
  } catch (error) {
    if (workers.length > 0 && process.platform !== "win32") throw error;
    tell(whatHappened(error));
    return false;
  }
}

// src/routing/nginx-snippet.ts
var upstreamName = (name2, port2) => `bluegreen_${name2.replace(/[^A-Za-z0-9]/g, "_")}_${port2}`;
var upstream = (name2, port2) => upstreamBlock(upstreamName(name2, port2), `127.0.0.1:${port2}`);
function nginxSnippet(snippet) {
  const [first, second] = snippet.ports;
  const [upgrade, answer] = [`$bluegreen_${first}_connection`, `$bluegreen_${first}_answer`];
  return marked(
    (mark) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
${upstream(snippet.name, first)}
${upstream(snippet.name, second)}
${answersMap(answer, { snippet: snippetAnswer(mark) })}
${serverBlock(snippet, {
      first: answersFirst(answer),
      decides: [
        "open_file_cache off;",
        "",
        `set $bg_port ${first};`,
        `set $bg_upstream ${upstreamName(snippet.name, first)};`,
        `if (-f ${forNginx(snippet.flag)}) {`,
        `    set $bg_port ${second};`,
        `    set $bg_upstream ${upstreamName(snippet.name, second)};`,
        "}"
      ],
      upstream: "$bg_upstream",
      port: "$bg_port",
      upgrade
    })}`
  );
}

// src/routing/prepare-nginx.ts
var flagLimitMs = 5e3;
async function prepareNginx(log, opened, wish, { whatIf, nothingLive: nothingLive2 }) {
  const { app, marker: marker2 } = opened;
  const flag2 = paths.join(app.files.router, "green.flag");
  const text3 = nginxSnippet({ ...wish, name: paths.basename(app.folder), flag: flag2 });
  const program = wish.program ?? findProgram("nginx");
  const ports2 = marker2.router?.kind === "nginx-flag" ? marker2.router.ports : wish.ports;
  if (!nothingLive2 && ports2.join() !== wish.ports.join())
    throw new RouterRefused(
      `NGINX sends users to the ports ${ports2.join(" and ")} now, and BG.Ports says ${wish.ports.join(",")}: they would be sent to a port that nobody listens on`,
      `Give ${ports2.join(",")} in BG.Ports, in this order; for other ports give the application another BG.Instance, and move users over.`
    );
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text3);
  const router = {
    kind: "nginx-flag",
    ports: wish.ports,
    flag: flag2,
    conf: wish.conf,
    nginx: program,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text3)
  };
  if (whatIf) {
    if (snippet.found === void 0) await warnIfServed(log, wish.frontDoor);
    return {
      router,
      says: snippet.isThere ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`
    };
  }
  await (0, import_promises22.mkdir)(app.files.router, { recursive: true });
  for (const folder2 of [app.folder, app.files.router]) await (0, import_promises22.chmod)(folder2, 493);
  await installSnippet(log, opened, { program, mainConf: wish.mainConf }, snippet);
  const isNew = opened.marker.preparing !== void 0;
  if (nothingLive2 && wish.portHeader && isNew) await tryFlag(wish, flag2);
  return {
    router,
    says: snippet.isThere ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`
  };
}
async function tryFlag(wish, flag2) {
  const router = nginxFlag(flag2, wish.ports);
  try {
    for (const port2 of [wish.ports[1], wish.ports[0]]) {
      await router.makeLive(port2);
      await frontAnswers(wish, "NGINX", port2, flagLimitMs);
    }
  } catch (cause) {
    await router.makeLive(wish.ports[0]);
    throw new RouterRefused(
      `NGINX does not see the file ${flag2}`,
      'Let the user of its worker processes reach that folder (its error log says "stat() failed (13)").',
      cause
    );
  }
}

// src/routing/prepare-nginx-reload.ts
var import_promises23 = require("node:fs/promises");
async function prepareNginxReload(log, opened, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const upstreamFile = paths.join(app.files.router, "upstream.conf");
  const key2 = marker2.router?.kind === "nginx-reload" ? marker2.router.key : `bluegreen_${hashOfSnippet(app.folder).slice(0, 8)}`;
  const nginx = { program: wish.program ?? findProgram("nginx"), mainConf: wish.mainConf };
  const { version: version2 } = await nginxBuild(log, nginx);
  const name2 = paths.basename(app.folder);
  const text3 = nginxReloadSnippet({ ...wish, name: name2, key: key2, upstreamFile, keepsConnections: keepsConnections(version2) });
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text3);
  const router = {
    kind: "nginx-reload",
    upstreamFile,
    key: key2,
    conf: wish.conf,
    nginx: nginx.program,
    ...wish.mainConf ? { mainConf: wish.mainConf } : {},
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text3)
  };
  log.info(`At each switch: ${keepAliveNotice(version2, keptForMs(version2, text3))}`);
  const isRight = snippet.isThere && await readIfThere(upstreamFile) !== void 0;
  if (whatIf) {
    if (snippet.found === void 0) await warnIfServed(log, wish.frontDoor);
    return {
      router,
      says: isRight ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`
    };
  }
  await (0, import_promises23.mkdir)(app.files.router, { recursive: true });
  if (await readIfThere(upstreamFile) === void 0)
    await replaceFile(upstreamFile, upstreamFileText(key2, await liveNow(opened, wish.frontDoor)));
  else if (marker2.router?.kind === "nginx-reload") await nginxReload(log, router).settle?.(true);
  await installSnippet(log, opened, nginx, snippet);
  return {
    router,
    says: isRight ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`
  };
}
async function liveNow({ marker: marker2, events }, frontDoor2) {
  const loaded = await loadedPort(frontDoor2).catch(() => "down");
  if (typeof loaded === "number") return loaded;
  const last = events.findLast(({ kind }) => ["switched", "switched-back", "reverted"].includes(kind));
  return marker2.slots[last?.to ?? ""]?.port ?? last?.port;
}

// src/slots/application-inputs.ts
var name = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, longest: 60 };
var applicationInputs = {
  "BG.Application": {
    label: "Application",
    example: "MyApp",
    variable: "BlueGreen.Application",
    schema: text({
      ...name,
      rule: "may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit"
    })
  },
  "BG.Instance": {
    label: "Instance",
    example: "staging",
    optional: true,
    variable: "BlueGreen.Instance",
    schema: optional(
      text({
        ...name,
        rule: "may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit"
      })
    )
  },
  "BG.Root": {
    label: "Root folder",
    example: "C:\\BlueGreen",
    variable: "BlueGreen.Root",
    schema: folder(pathProblem)
  }
};
var whatIfInput = {
  label: "What if",
  example: "False",
  schema: flag()
};

// src/slots/slot-name.ts
var maxLength = 63;
var device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
function slotName(of, again) {
  const suffix2 = again === void 0 || again < 2 ? "" : `_${again}`;
  const prefix = [of.application, of.instance].filter((part) => part !== "").join("-");
  const plain = of.release === void 0 ? prefix : `${prefix}-${of.release}`;
  const clear = of.release === void 0 || isClear(prefix, of.release);
  if (clear && isSafe(plain) && plain.length + suffix2.length <= maxLength) return plain + suffix2;
  const end = `-${hash32(JSON.stringify([of.application, of.instance, of.release ?? null]))}${suffix2}`;
  const safe = plain.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[._-]+/, "").replace(device, "$1-").slice(0, maxLength - end.length).replace(/[._-]+$/, "");
  return (safe || "x") + end;
}
var isSafe = (name2) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name2) && !name2.endsWith(".") && !device.test(name2);
var isClear = (prefix, release) => !/-\d/.test(prefix) && /^\d/.test(release) && !/_\d+$/.test(release) && !/[A-Z]/.test(release);
function hash32(text3) {
  let hash = 2166136261;
  for (const byte of Buffer.from(text3)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

// src/slots/application.ts
function applicationAt(root, name2, instance) {
  const folder2 = paths.join(root, slotName({ application: name2, instance }));
  const at = (file) => paths.join(folder2, file);
  return {
    name: name2,
    instance,
    root,
    folder: folder2,
    files: {
      marker: at("blue-green.json"),
      journal: at("journal.jsonl"),
      olderJournal: at("journal.1.jsonl"),
      claim: at("claim.json"),
      lock: at("lock"),
      slots: at("slots"),
      staging: at("staging"),
      manifests: at("manifests"),
      leftBehind: at("left-behind"),
      front: at("front"),
      router: at("router")
    }
  };
}

// src/slots/with-application.ts
var import_promises25 = require("node:fs/promises");

// src/slots/append-journal.ts
var import_promises24 = require("node:fs/promises");
var maxBytes = 1e6;
var newline = 10;
async function appendJournal(app, event2) {
  const file = await retryBusy(() => (0, import_promises24.open)(app.files.journal, "a+"));
  let bytes;
  try {
    const start = await endsInsideLine(file) ? "\n" : "";
    await naming(app.files.journal, file.appendFile(`${start}${JSON.stringify(event2)}
`));
    await naming(app.files.journal, file.sync());
    bytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  if (bytes > maxBytes) await shorten(app);
}
async function endsInsideLine(file) {
  const { size: size2 } = await file.stat();
  if (size2 === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size2 - 1);
  return last[0] !== newline;
}
async function shorten({ files }) {
  const whole = await (0, import_promises24.readFile)(files.journal);
  const half = whole.indexOf(newline, whole.length / 2) + 1;
  await replaceFile(files.olderJournal, whole.subarray(0, half));
  await replaceFile(files.journal, whole.subarray(half));
}

// src/slots/other-owner.ts
var OtherOwner = class extends StepFailed {
  constructor({ folder: folder2, theirs, ours, todo }) {
    super({
      happened: `${folder2} belongs to ${theirs}, this is ${ours}.`,
      untouched: "Nothing was changed.",
      todo
    });
  }
};

// src/slots/check-owner.ts
function checkOwner(app, marker2, owner) {
  checkApplication(app, marker2);
  if (ids.every((id) => marker2.owner[id] === owner[id])) return;
  throw new OtherOwner({
    folder: app.folder,
    theirs: told3(marker2.owner),
    ours: told3(owner),
    todo: isNobody(marker2.owner) ? "It was prepared by hand: run Prepare Router in this project to take it over." : isNobody(owner) ? "Run the step from Octopus; only Status may be run by hand." : `Give each copy on this machine a BG.Instance of its own; if this one has moved, correct "owner" in ${app.files.marker}.`
  });
}
function checkApplication(app, marker2) {
  if (marker2.application === app.name && marker2.instance === app.instance) return;
  throw new OtherOwner({
    folder: app.folder,
    theirs: named(marker2.application, marker2.instance),
    ours: named(app.name, app.instance),
    todo: "Give one of them another BG.Application or BG.Instance."
  });
}
var isNobody = (owner) => ids.every((id) => owner[id] === "");
var ids = ["space", "project", "environment", "tenant"];
function told3(owner) {
  if (isNobody(owner)) return "nobody in Octopus (run by hand)";
  return ids.map((id) => `${id} ${owner[id] || "(none)"}`).join(", ");
}
var named = (application, instance) => `application "${application}" ${instance === "" ? "without an instance" : `instance "${instance}"`}`;

// src/slots/folder-taken.ts
var FolderTaken = class extends StepFailed {
  constructor(folder2, found) {
    super({
      happened: `${folder2} is there already and is not the steps\u2019 own: it has no blue-green.json, but ${found.slice(0, 5).join(", ")}${found.length > 5 ? ", \u2026" : ""}.`,
      untouched: "Nothing was changed.",
      todo: "Choose another root folder, application or instance; if the marker was lost, restore it from a backup."
    });
  }
};

// src/slots/journal-event.ts
var eventKinds = [
  "prepared",
  "port",
  "deployed",
  "bound",
  "warmed",
  "switching",
  "switched",
  "switched-back",
  "drained",
  "stopped",
  "reverted",
  "given-back",
  "retired",
  "deleted",
  "refused"
];

// src/slots/read-journal.ts
var event = fields({
  at: text2,
  kind: oneOf(...eventKinds),
  "slot?": text2,
  "from?": text2,
  "to?": text2,
  "fromPort?": number2,
  "release?": text2,
  "port?": number2,
  "note?": text2,
  task: text2,
  "who?": text2
});
async function readJournal(app, log) {
  const whole = await readIfThere(app.files.journal) ?? "";
  const lines2 = whole.split("\n");
  const events = [];
  for (const [index, line] of lines2.entries()) {
    if (line.trim() === "") continue;
    const parsed2 = parseLine(line);
    if (parsed2) events.push(parsed2);
    else if (index < lines2.length - 1)
      log.warning(`Line ${index + 1} of ${app.files.journal} cannot be understood; it is left out.`);
  }
  return events;
}
function parseLine(line) {
  try {
    const value = JSON.parse(line);
    return problemsIn(event, value).length === 0 ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/slots/task-number.ts
function taskNumber(task) {
  const digits = /(\d+)$/.exec(task)?.[1];
  return digits === void 0 ? void 0 : Number(digits);
}

// src/slots/decide-claim.ts
var idleAfterMs = 36e5;
var maxLost = 50;
function decideClaim(held, mine, now2) {
  const idle = held === void 0 || now2.getTime() - Date.parse(held.usedAt) > idleAfterMs;
  const at = now2.toISOString();
  if (mine.task === "") return idle ? { without: true } : { busyWith: held };
  if (held === void 0) return { take: { ...mine, since: at, usedAt: at, lost: [] } };
  if (held.task === mine.task) return { take: { ...held, ...mine, usedAt: at } };
  if (held.lost.includes(mine.task) || !idle && !isLater(mine.task, held.task)) return { supersededBy: held };
  return { take: { ...mine, since: at, usedAt: at, lost: [held.task, ...held.lost].slice(0, maxLost) }, from: held };
}
function isLater(task, than) {
  const [mine, theirs] = [taskNumber(task), taskNumber(than)];
  return mine === void 0 || theirs === void 0 || mine > theirs;
}

// src/slots/deployment-at-work.ts
var DeploymentAtWork = class extends StepFailed {
  constructor(claim2, file) {
    super({
      happened: `Deployment ${claim2.task} of release ${claim2.release} was at work here within the last hour (${claim2.step}, ${claim2.usedAt}).`,
      untouched: "This step, started by hand, has changed nothing.",
      todo: `Wait until the hour is over, or, if that deployment has surely ended, delete ${file}.`
    });
  }
};

// src/slots/superseded.ts
var Superseded = class extends StepFailed {
  constructor(claim2, file) {
    super({
      happened: `Deployment ${claim2.task} of release ${claim2.release} has taken over since ${claim2.since} (its last step here: ${claim2.step}, ${claim2.usedAt}).`,
      untouched: "This step has changed nothing.",
      todo: `There is nothing to do; to have this release all the same, deploy it again. If Octopus counts its tasks anew (another server), delete ${file}.`
    });
  }
};

// src/slots/take-claim.ts
var claim = fields({ task: text2, release: text2, since: text2, usedAt: timestamp, step: text2, lost: listOf(text2) });
async function takeClaim(log, { files }, mine, now2) {
  const decision = decideClaim(await readClaim(files.claim), mine, now2);
  if ("supersededBy" in decision) throw new Superseded(decision.supersededBy, files.claim);
  if ("busyWith" in decision) throw new DeploymentAtWork(decision.busyWith, files.claim);
  if ("without" in decision) return;
  const { take, from } = decision;
  if (from) log.info(`Taking over from deployment ${from.task} of release ${from.release} (last step: ${from.step}).`);
  await replaceFile(files.claim, `${JSON.stringify(take, null, 2)}
`);
}
async function readClaim(file) {
  const found = await readIfThere(file);
  if (found === void 0) return void 0;
  try {
    const value = JSON.parse(found);
    const problems = problemsIn(claim, value);
    if (problems.length > 0) throw new Error(problems.join("; "));
    return value;
  } catch (cause) {
    throw new BrokenFile({
      file,
      why: "it should say which deployment is at work",
      todo: "Look that no deployment is at work on this application, delete the file and deploy again.",
      cause
    });
  }
}

// src/slots/write-marker.ts
async function writeMarker(app, marker2) {
  await replaceFile(app.files.marker, `${JSON.stringify(marker2, null, 2)}
`);
}

// src/slots/with-application.ts
async function withApplication(log, opening, work) {
  const { app, whatIf = false, create = false, lockWaitMs: lockWaitMs2 } = opening;
  if (!create && await readMarker(app) === void 0) throw new NotPrepared(app);
  if (create) await checkFolder(app);
  if (whatIf) return work(await look2(log, opening));
  if (create) await (0, import_promises25.mkdir)(app.folder, { recursive: true });
  const what = `run ${opening.step} on ${paths.basename(app.folder)}`;
  return withProcessLock(app.files.lock, { waitMs: lockWaitMs2, what, log }, async () => work(await open6(log, opening)));
}
async function look2(log, opening) {
  const readOnly = async () => {
    throw new Error("A step that only looks (What If) tried to write.");
  };
  const { app } = opening;
  return {
    app,
    marker: await checkedMarker(opening),
    events: await readJournal(app, log),
    save: readOnly,
    journal: readOnly
  };
}
async function open6(log, opening) {
  const { app, task, who, step: step2, release } = opening;
  let marker2 = await checkedMarker(opening);
  await takeClaim(log, app, { task, release, step: step2 }, /* @__PURE__ */ new Date());
  for (const folder2 of [app.folder, app.files.front, app.files.router, app.files.manifests])
    await removeTemporaries(folder2, { isMine: true });
  if (opening.create) {
    const { slots, staging, manifests, leftBehind } = app.files;
    for (const folder2 of [slots, staging, manifests, leftBehind]) await (0, import_promises25.mkdir)(folder2, { recursive: true });
    await writeMarker(app, marker2);
  }
  return {
    app,
    get marker() {
      return marker2;
    },
    events: await readJournal(app, log),
    mayChange: true,
    async save(next) {
      await writeMarker(app, next);
      marker2 = next;
    },
    async journal(happening) {
      await appendJournal(app, {
        at: (/* @__PURE__ */ new Date()).toISOString(),
        ...happening,
        task,
        ...who === void 0 ? {} : { who }
      });
    }
  };
}
async function checkedMarker({ app, owner, create }) {
  const marker2 = await readMarker(app);
  if (marker2 === void 0) {
    if (!create) throw new NotPrepared(app);
    return { version: 1, application: app.name, instance: app.instance, owner, slots: {} };
  }
  if (create && isNobody(marker2.owner)) {
    checkApplication(app, marker2);
    return { ...marker2, owner };
  }
  checkOwner(app, marker2, owner);
  return marker2;
}
async function checkFolder(app) {
  if (await readMarker(app) !== void 0) return;
  const found = await (0, import_promises25.readdir)(app.folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const own2 = Object.values(app.files).map((file) => paths.basename(file));
  const strange = found.filter(
    (name2) => !own2.some((mine) => name2 === mine || name2.replace(/^\./, "").startsWith(`${mine}.`))
  );
  if (strange.length > 0) throw new FolderTaken(app.folder, strange);
}

// src/slots/open-for-step.ts
var octopusVariables = [
  "Octopus.Task.Id",
  "Octopus.Space.Id",
  "Octopus.Project.Id",
  "Octopus.Environment.Id",
  "Octopus.Deployment.Tenant.Id",
  "Octopus.Deployment.CreatedBy.Username"
];
var lockWaitMs = 10 * 6e4;
var applicationOf = (values) => applicationAt(paths.resolve(values["BG.Root"]), values["BG.Application"], values["BG.Instance"] ?? "");
function ownerOf(octopus) {
  const id = (name2) => octopus.variable(name2) ?? "";
  return {
    space: id("Octopus.Space.Id"),
    project: id("Octopus.Project.Id"),
    environment: id("Octopus.Environment.Id"),
    tenant: id("Octopus.Deployment.Tenant.Id")
  };
}
function openForStep(octopus, values, { step: step2, release, create }, work) {
  const who = octopus.variable("Octopus.Deployment.CreatedBy.Username");
  return withApplication(
    octopus,
    {
      app: applicationOf(values),
      owner: ownerOf(octopus),
      task: octopus.variable("Octopus.Task.Id") ?? "",
      ...who ? { who } : {},
      step: step2,
      release,
      lockWaitMs,
      create: create ?? false,
      whatIf: values["BG.WhatIf"]
    },
    work
  );
}

// src/slots/ports-input.ts
var portsInput = {
  label: "Ports of the slots",
  example: "18081,18082",
  variable: "BlueGreen.Ports",
  schema: ports()
};

// src/steps/prepare-router.ts
var binding = () => parsed((line, problem) => {
  const [, protocol, address2, port2, host] = /^(https?)\/(\*|[\d.]+|\[[\da-fA-F:.]+\]):(\d{1,5}):((?:\*\.)?[\p{L}\p{N}._-]*)$/u.exec(line) ?? [];
  if (!protocol || !address2 || !port2) return problem("is no binding of the form http/ADDRESS:PORT:HOST");
  if (address2 !== "*") refuseNoAddress(address2, problem);
  refuseNoPort(port2, problem);
  return bindingFrom(protocol, `${address2}:${port2}:${host}`);
});
var address = () => parsed((line, problem) => {
  const [, ip, port2] = /^(\[[0-9a-fA-F:]+\]|[0-9.]+):(\d{1,5})$/.exec(line.trim()) ?? [];
  if (!ip || !port2) return problem("is not of the form ADDRESS:PORT");
  refuseNoAddress(ip, problem);
  refuseNoPort(port2, problem);
  return line.trim();
});
function refuseNoAddress(address2, problem) {
  if ((0, import_node_net.isIP)(address2.replace(/^\[(.*)\]$/, "$1")) !== (address2.startsWith("[") ? 6 : 4))
    problem(`has the address ${address2}, which is none`);
}
function refuseNoPort(port2, problem) {
  if (Number(port2) < 1 || Number(port2) > 65535) problem(`has the port ${port2}; ports are 1 to 65535`);
}
var directive = {
  pattern: /^[^{}#;"'\\]+;?$/,
  rule: "holds a character that is not possible here ({ } # ; quotes, backslash)",
  longest: 500
};
var step = defineStep({
  inputs: {
    ...applicationInputs,
    "BG.Router": {
      label: "Router",
      example: "arr-rewrite",
      schema: choice("arr-rewrite", "arr-health-file", "nginx-flag", "nginx-reload")
    },
    "BG.Ports": portsInput,
    "BG.FrontDoor": frontDoorInput,
    "BG.FrontDoorAddress": {
      label: "Address of the router",
      example: "127.0.0.1:80",
      optional: true,
      variable: "BlueGreen.FrontDoorAddress",
      schema: optional(address())
    },
    "BG.FrontBindings": {
      label: "Bindings of the front site",
      example: "http/*:80:",
      optional: true,
      variable: "BlueGreen.FrontBindings",
      schema: optional(lines(binding(), { least: 1, most: 20 }))
    },
    "BG.Farm": {
      label: "Web farm of ARR",
      example: "MyFarm",
      optional: true,
      variable: "BlueGreen.Farm",
      schema: optional(
        text({ pattern: /^[A-Za-z0-9._-]+$/, rule: "may hold letters, digits, dots and dashes only", longest: 63 })
      )
    },
    "BG.Adopt": {
      label: "Site to take in",
      example: "Default Web Site",
      optional: true,
      variable: "BlueGreen.Adopt",
      schema: optional(
        text({ pattern: /^[^/\\?;:@&=+$,|"<>*-][^/\\?;:@&=+$,|"<>*]*$/, rule: "is no name of a site", longest: 200 })
      )
    },
    "BG.AdoptUndo": { label: "Give that site back", example: "False", schema: flag() },
    "BG.NginxConf": {
      label: "NGINX: file for the snippet",
      example: "/etc/nginx/conf.d/myapp.conf",
      optional: true,
      variable: "BlueGreen.NginxConf",
      schema: optional(folder(pathProblem))
    },
    "BG.NginxListen": {
      label: "NGINX: listen",
      example: "80",
      optional: true,
      variable: "BlueGreen.NginxListen",
      schema: optional(lines(text(directive), { least: 1, most: 20 }))
    },
    "BG.NginxServerLines": {
      label: "NGINX: further directives",
      example: "ssl_certificate /etc/nginx/www.crt;",
      optional: true,
      variable: "BlueGreen.NginxServerLines",
      schema: optional(lines(text({ ...directive, pattern: /^[a-z_]+ [^{}#;"'\\]+;$/ }), { most: 50 }))
    },
    "BG.NginxProgram": {
      label: "NGINX: the program",
      example: "/usr/sbin/nginx",
      optional: true,
      variable: "BlueGreen.NginxProgram",
      schema: optional(folder(pathProblem))
    },
    "BG.NginxMainConf": {
      label: "NGINX: main configuration file",
      example: "/etc/nginx/nginx.conf",
      optional: true,
      variable: "BlueGreen.NginxMainConf",
      schema: optional(folder(pathProblem))
    },
    "BG.MostBody": { label: "Longest request body", example: "1GB", schema: size() },
    "BG.Timeout": { label: "Longest silence of the application", example: "10m", schema: duration2({ leastMs: 1e3 }) },
    "BG.PortHeader": { label: "Name the port in answers", example: "True", schema: flag() },
    ...commitInputs,
    "BG.WhatIf": whatIfInput
  },
  outputs: ["Router", "AdoptGapMs", "AdoptedAt"],
  variables: [...octopusVariables, "Octopus.Release.Number"],
  changes: true,
  async run(values, octopus) {
    refuseIncomplete(values, await unreadableFolder(values["BG.Root"], octopus));
    return openForStep(
      octopus,
      values,
      { step: "Prepare Router", release: octopus.variable("Octopus.Release.Number") ?? "", create: true },
      async (opened) => {
        const kind = opened.marker.router?.kind ?? values["BG.Router"];
        if (kind !== values["BG.Router"] && Object.keys(opened.marker.slots).length > 0)
          throw new RouterRefused(
            `This application has slots behind the router ${kind}, not ${values["BG.Router"]}`,
            "To change the router, give the application another name or BG.Instance, and move users over."
          );
        const whatIf = values["BG.WhatIf"];
        if (values["BG.Adopt"] && values["BG.AdoptUndo"]) {
          const undone = await undoAdopt(octopus, opened, values["BG.Adopt"], wishOf(values), whatIf);
          setGap(octopus, undone.gap);
          return `${whatIf ? "What if: " : ""}${undone.says}`;
        }
        const prepared = await prepare(values, octopus, opened);
        if (!whatIf) {
          const { preparing: _done, rebinding: _settled, ...marker2 } = opened.marker;
          const { router, slots } = prepared;
          await opened.save({ ...marker2, router, ...slots ? { slots } : {} });
          await opened.journal({ kind: "prepared", note: prepared.says });
          const slot = slots && marker2.adopted;
          if (slot) await opened.journal({ kind: "switched", to: slot.site, release: adoptedRelease, port: slot.port });
        }
        if (values["BG.Adopt"]) setGap(octopus, prepared.gap);
        octopus.set("Router", prepared.router.kind);
        return `${whatIf ? "What if: " : ""}${prepared.says}`;
      }
    );
  }
});
function setGap(octopus, gap) {
  octopus.set("AdoptGapMs", gap?.ms ?? "");
  octopus.set("AdoptedAt", gap?.ms === void 0 ? "" : new Date(gap.endedAt ?? Date.now()).toISOString());
}
var wishOf = (values) => ({
  frontDoor: frontOf(values["BG.FrontDoor"], values["BG.FrontDoorAddress"]),
  commit: commitOptions(values)
});
function refuseIncomplete(values, found) {
  const problems = [...found];
  if (values["BG.Adopt"] && values["BG.Router"] !== "arr-rewrite")
    problems.push("Site to take in (BG.Adopt) is only possible with the router arr-rewrite. Leave it empty");
  if (values["BG.AdoptUndo"] && !values["BG.Adopt"])
    problems.push(
      "Site to take in (BG.Adopt) is empty: it has to name the site to give back. Example of a good value: Default Web Site"
    );
  if (values["BG.Router"] === "arr-rewrite") {
    if (!values["BG.FrontBindings"] && !values["BG.Adopt"])
      problems.push("Bindings of the front site (BG.FrontBindings) is empty. Example of a good value: http/*:80:");
    const twice = values["BG.FrontBindings"]?.find(
      (one, index, all) => all.slice(0, index).some((before) => sameBindings([before], [one]))
    );
    if (twice)
      problems.push(
        `Bindings of the front site (BG.FrontBindings) names ${twice.protocol}/${twice.information} twice. Example of a good value: http/*:80:`
      );
    if (values["BG.MostBody"] > 4294967295)
      problems.push("Longest request body (BG.MostBody) must be below 4GB with IIS. Example of a good value: 1GB");
  } else if (values["BG.Router"] === "arr-health-file") {
    if (!values["BG.Farm"]) problems.push("Web farm of ARR (BG.Farm) is empty. Example of a good value: MyFarm");
    if (values["BG.Ports"].kind !== "pair")
      problems.push(
        "Ports of the slots (BG.Ports) must be two ports for a web farm of two members. Example of a good value: 18081,18082"
      );
  } else {
    if (!values["BG.NginxConf"])
      problems.push(
        "NGINX: file for the snippet (BG.NginxConf) is empty. Example of a good value: /etc/nginx/conf.d/myapp.conf"
      );
    if (!values["BG.NginxListen"]) problems.push("NGINX: listen (BG.NginxListen) is empty. Example of a good value: 80");
    if (values["BG.Router"] === "nginx-reload" && /[[\]]/.test(values["BG.Root"]))
      problems.push(
        "Root folder (BG.Root) holds a square bracket, where NGINX would look for several files. Example of a good value: /srv/blue-green"
      );
    if (values["BG.Root"].includes("$"))
      problems.push(
        "Root folder (BG.Root) holds a $, where NGINX would put a variable. Example of a good value: /srv/blue-green"
      );
    if (values["BG.Router"] === "nginx-flag" && values["BG.Ports"].kind !== "pair")
      problems.push(
        "Ports of the slots (BG.Ports) must be two ports for a router with a flag file. Example of a good value: 18081,18082"
      );
  }
  if (problems.length > 0) throw new BadParameters(problems);
}
async function unreadableFolder(root, log) {
  if (process.platform !== "win32" || /^[\x20-\x7e]*$/.test(root)) return [];
  const page = await consoleCodePage(log);
  const missing = page === void 0 ? void 0 : missingCharacter(root, page);
  if (page !== void 0 && missing === void 0) return [];
  const why = page === void 0 ? "the code page of this machine is not to be had" : `code page ${page} has no ${missing}`;
  return [
    `Root folder (BG.Root) holds characters that the programs of IIS cannot write on this machine: ${why}. Example of a good value: C:\\BlueGreen`
  ];
}
async function prepare(values, octopus, opened) {
  const ports2 = values["BG.Ports"];
  const wish = {
    frontDoor: frontOf(values["BG.FrontDoor"], values["BG.FrontDoorAddress"]),
    mostBodyBytes: values["BG.MostBody"],
    portHeader: values["BG.PortHeader"]
  };
  const whatIf = values["BG.WhatIf"];
  const commit2 = commitOptions(values);
  const how = { whatIf, nothingLive: nothingLive(opened) };
  if (values["BG.Router"] === "arr-health-file" && ports2.kind === "pair")
    return prepareFarm(
      octopus,
      opened,
      {
        frontDoor: wish.frontDoor,
        name: values["BG.Farm"] ?? "",
        ports: ports2.pair,
        timeoutMs: values["BG.Timeout"],
        commit: commit2
      },
      how
    );
  if (values["BG.Router"] === "arr-rewrite") {
    const forArr = { ...wish, timeoutMs: values["BG.Timeout"], commit: commit2 };
    const site = values["BG.Adopt"];
    if (site && !isTakenIn(opened, site)) {
      const task = octopus.variable("Octopus.Task.Id") ?? "";
      return adoptSite(octopus, opened, { ...forArr, site, ports: ports2, task, bindings: values["BG.FrontBindings"] }, whatIf);
    }
    const bindings2 = values["BG.FrontBindings"] ?? await bindingsNow(octopus, opened);
    return prepareArr(octopus, opened, { ...forArr, bindings: bindings2 }, whatIf);
  }
  const nginxWish = {
    ...wish,
    conf: values["BG.NginxConf"] ?? "",
    listen: values["BG.NginxListen"] ?? [],
    serverNames: [values["BG.FrontDoor"].hostname],
    serverLines: values["BG.NginxServerLines"] ?? [],
    timeoutS: Math.ceil(values["BG.Timeout"] / 1e3),
    program: values["BG.NginxProgram"],
    mainConf: values["BG.NginxMainConf"]
  };
  return values["BG.Router"] === "nginx-flag" && ports2.kind === "pair" ? prepareNginx(octopus, opened, { ...nginxWish, ports: ports2.pair }, how) : prepareNginxReload(octopus, opened, nginxWish, whatIf);
}
var isTakenIn = ({ marker: { router, adopted } }, site) => router !== void 0 && adopted?.site.toLowerCase() === site.toLowerCase();
async function bindingsNow(octopus, { app, marker: { adopted } }) {
  const front = siteNamed({ sites: await sitesNow(octopus) }, frontName(app));
  return front?.bindings ?? (adopted ? adoptedBindings(adopted) : []);
}
var nothingLive = ({ marker: marker2, events }) => Object.keys(marker2.slots).length === 0 && !events.some(({ kind }) => kind === "switching" || kind === "switched");

// prepare-router.entry.ts
void runStep(step);
