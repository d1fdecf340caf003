/*
octopus-blue-green: delete-previous

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
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
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
        for (let key of ["encoding", "standalone"]) {
          if (this[key] !== null) {
            json[key] = this[key];
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
        for (let key of ["publicId", "systemId", "internalSubset"]) {
          if (this[key] !== null) {
            json[key] = this[key];
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
  const refused = platform === "win32" ? either : denied;
  const known2 = {
    ENOSPC: full,
    EDQUOT: full,
    EACCES: refused,
    EPERM: refused,
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
  for (const key in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key);
    if (desc.get)
      Object.defineProperty(proto, key, { ...desc, enumerable: false });
    else
      defineBound(proto, key, desc.value);
  }
}
function own(inst, key, value, enumerable = true) {
  Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key, value) {
  return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key, fn.bind(this));
    },
    set(value) {
      own(this, key, value);
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
function defineLazyInternal(inst, key, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      Object.defineProperty(this, key, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key];
        else
          Object.defineProperty(this, key, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, value });
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
var serviceMessage = (name2, attributes = {}) => `##octopus[${[name2, ...Object.entries(attributes).map(([key, value]) => `${key}='${base64(value)}'`)].join(" ")}]
`;
function printable(text3) {
  return text3.split(/\r\n|\n/).map(
    (line) => line.replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/##(?=octopus)/gi, "# #")
  );
}
function serviceMessages(write, variables, secrets) {
  const hidden = secrets.flatMap((secret) => [secret, ...secret.split(/\r\n|\r|\n/)].map((part) => part.trim())).filter((part) => part !== "").sort((a, b) => b.length - a.length);
  const masked = (text3) => hidden.reduce((shown3, secret) => shown3.replaceAll(secret, "********"), text3);
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

// src/machine/deletable.ts
var import_promises = require("node:fs/promises");

// src/machine/delete-refused.ts
var DeleteRefused = class extends StepFailed {
  why;
  constructor(folder2, why) {
    super({
      happened: `${folder2} was not deleted: ${why}.`,
      untouched: "Nothing was deleted.",
      todo: "Check the root folder and what lies in it; a link or a mounted volume has to be taken away by hand."
    });
    this.why = why;
  }
};

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

// src/machine/deletable.ts
async function deletable(folder2, root) {
  if (!isInside(root, folder2)) throw new DeleteRefused(folder2, `it does not lie in ${root}`);
  const stats = await (0, import_promises.lstat)(folder2).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (stats === void 0) return void 0;
  if (!stats.isDirectory()) throw new DeleteRefused(folder2, "it is a link or a file, not a folder");
  if (!isInside(await (0, import_promises.realpath)(root), await (0, import_promises.realpath)(folder2))) {
    throw new DeleteRefused(folder2, `a link leads from it out of ${root}`);
  }
  const rootVolume = (await (0, import_promises.lstat)(await (0, import_promises.realpath)(root))).dev;
  if (rootVolume !== stats.dev) throw new DeleteRefused(folder2, `it is on another volume than ${root}`);
  return stats.dev;
}

// src/machine/delete-tree.ts
var import_promises2 = require("node:fs/promises");
var import_promises3 = require("node:timers/promises");

// src/machine/first-of.ts
function firstOf(named3, of, separator = ", ") {
  return named3.join(separator) + (of > named3.length ? ` and ${of - named3.length} more` : "");
}

// src/machine/delete-unfinished.ts
var DeleteUnfinished = class extends StepFailed {
  constructor(folder2, { limitMs: limitMs3, left, examples }) {
    super({
      happened: `${folder2} could not be deleted within ${limitMs3} ms; what is left: ${firstOf(examples, left)}.`,
      untouched: "All else below that folder is gone.",
      todo: `Another program has these open (a worker, virus scanner, editor, or a console in that folder): close it, then run this step again. ${whoHoldsIt()}`
    });
  }
};

// src/machine/in-parallel.ts
async function inParallel(limit, items, work) {
  const running = /* @__PURE__ */ new Set();
  let failed;
  for await (const item of items) {
    if (failed) break;
    const one = work(item).catch((error) => {
      failed ??= { error };
    }).finally(() => running.delete(one));
    running.add(one);
    if (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
  if (failed) throw failed.error;
}

// src/machine/delete-tree.ts
var parallel = 8;
var pauseMs2 = 250;
var tellEveryMs = 5e3;
var tellWaitEveryMs = 3e4;
var examplesNamed = 20;
async function deleteTree(folder2, { limitMs: limitMs3, log, refuseOutside }) {
  const deadline = performance.now() + limitMs3;
  const dev = await deletable(folder2, refuseOutside);
  if (dev === void 0) return;
  const tell = teller(log, folder2);
  let tellWaitAt = 0;
  for (; ; ) {
    const pass = { folder: folder2, dev, left: 0, kept: /* @__PURE__ */ new Set(), examples: [], tell };
    await removeFolder(pass, folder2);
    if (pass.left === 0) return;
    if (performance.now() >= deadline) throw new DeleteUnfinished(folder2, { limitMs: limitMs3, ...pass });
    if (performance.now() >= tellWaitAt) {
      const forS = Math.ceil((deadline - performance.now()) / 1e3);
      log.info(
        `Deleting ${folder2}: for at most ${forS} s more it is waited for what other programs have open: ${firstOf(pass.examples, pass.left)}.`
      );
      tellWaitAt = performance.now() + tellWaitEveryMs;
    }
    await (0, import_promises3.setTimeout)(pauseMs2);
  }
}
async function removeFolder(pass, folder2) {
  const subfolders = [];
  const before = pass.left;
  try {
    await inParallel(parallel, await openFolder(folder2), async (entry) => {
      const path3 = paths.join(folder2, entry.name);
      if (entry.isDirectory()) subfolders.push(path3);
      else await attempt(pass, path3, () => removeFile(pass, path3));
    });
  } catch (error) {
    if (!isCode(error, "ENOENT")) keep(pass, folder2, error);
    return;
  }
  for (const path3 of subfolders) await enter(pass, path3);
  if (pass.left === before) await attempt(pass, folder2, () => removeEmpty(pass, folder2));
  else await keepListed(pass, folder2);
}
async function enter(pass, path3) {
  const stats = await (0, import_promises2.lstat)(path3).catch(ifGone);
  if (stats === void 0) return;
  if (!stats.isDirectory()) return attempt(pass, path3, () => (0, import_promises2.unlink)(path3));
  if (stats.dev !== pass.dev) throw new DeleteRefused(pass.folder, `${path3} is another volume, mounted there`);
  return removeFolder(pass, path3);
}
async function openFolder(folder2) {
  const open8 = () => (0, import_promises2.opendir)(folder2, { bufferSize: 256 });
  return open8().catch((error) => unprotected(error, folder2, open8));
}
async function removeFile(pass, path3) {
  await (0, import_promises2.unlink)(path3).catch(async (error) => {
    const stats = await (0, import_promises2.lstat)(path3);
    if (stats.isDirectory()) return enter(pass, path3);
    const holder = process.platform === "win32" && stats.isFile() ? path3 : paths.dirname(path3);
    return unprotected(error, holder, () => (0, import_promises2.unlink)(path3));
  });
}
async function removeEmpty(pass, folder2) {
  try {
    await (0, import_promises2.rmdir)(folder2).catch((error) => unprotected(error, folder2, () => (0, import_promises2.rmdir)(folder2)));
  } catch (error) {
    if (!isCode(error, "ENOTEMPTY") || await keepListed(pass, folder2) === 0) throw error;
  }
}
async function keepListed(pass, folder2) {
  const entries = await (0, import_promises2.readdir)(folder2, { withFileTypes: true }).catch(() => []);
  const listed2 = entries.filter((entry) => !entry.isDirectory()).map(({ name: name2 }) => paths.join(folder2, name2));
  const unknown = listed2.filter((path3) => !pass.kept.has(path3));
  for (const path3 of unknown) keep(pass, path3, "deleted, and still or again there");
  return unknown.length;
}
async function unprotected(error, path3, again) {
  if (!isCode(error, "EPERM") && !isCode(error, "EACCES")) throw error;
  await (0, import_promises2.chmod)(path3, 448);
  return again();
}
async function attempt(pass, path3, remove) {
  try {
    await remove();
    pass.tell();
  } catch (error) {
    if (error instanceof DeleteRefused) throw error;
    if (!isCode(error, "ENOENT")) keep(pass, path3, error);
  }
}
function keep(pass, path3, error) {
  if (error instanceof DeleteRefused) throw error;
  pass.left += 1;
  pass.kept.add(path3);
  const code = error instanceof Error && "code" in error ? error.code : error;
  if (pass.examples.length < examplesNamed)
    pass.examples.push(`${paths.relative(pass.folder, path3) || "the folder itself"} (${code})`);
}
function teller(log, folder2) {
  let gone2 = 0;
  let toldAt = performance.now();
  return () => {
    gone2 += 1;
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    log.info(`Deleting ${folder2}: ${gone2} files and folders are gone so far.`);
  };
}
var isCode = (error, code) => error instanceof Error && "code" in error && error.code === code;
function ifGone(error) {
  if (error.code !== "ENOENT") throw error;
}

// src/machine/replace-file.ts
var import_promises5 = require("node:fs/promises");

// src/machine/naming.ts
async function naming(path3, work) {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && !("path" in error)) Object.assign(error, { path: path3 });
    throw error;
  }
}

// src/machine/retry-busy.ts
var import_promises4 = require("node:timers/promises");
var onWindows = ["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"];
var elsewhere = ["EBUSY", "ENOTEMPTY"];
var fileLimitMs = 1e4;
var intervalMs = 50;
function isBusy(error, platform = process.platform) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (platform === "win32" ? onWindows : elsewhere).includes(code);
}
async function retryBusy(action2, { limitMs: limitMs3 = fileLimitMs, onWait } = {}) {
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
      if (triedMs >= limitMs3) throw Object.assign(error, { triedMs });
      await (0, import_promises4.setTimeout)(Math.random() * Math.min(intervalMs, 1 + triedMs));
    }
  }
}

// src/machine/replace-file.ts
var suffix = ".blue-green-tmp";
var forgottenAfterMs = 36e5;
async function replaceFile(path3, content, { mode } = {}) {
  const temporary = temporaryFor(path3);
  const wanted = mode ?? await (0, import_promises5.stat)(path3).then(({ mode: mode2 }) => mode2 & 511, ifMissing(420));
  try {
    const file = await (0, import_promises5.open)(temporary, "wx", wanted);
    try {
      await naming(path3, file.writeFile(content));
      await file.chmod(wanted);
      await naming(path3, file.sync());
    } finally {
      await file.close();
    }
    await retryBusy(() => (0, import_promises5.rename)(temporary, path3)).catch((error) => {
      throw Object.assign(error, { path: path3, dest: void 0 });
    });
  } catch (error) {
    await (0, import_promises5.rm)(temporary, { force: true }).catch(() => {
    });
    throw error;
  }
  await syncFolder(paths.dirname(path3));
}
async function removeFile2(path3) {
  try {
    if (process.platform !== "win32") return await retryBusy(() => (0, import_promises5.unlink)(path3));
    const temporary = temporaryFor(path3);
    await retryBusy(() => (0, import_promises5.rename)(path3, temporary)).catch((error) => {
      throw Object.assign(error, { dest: void 0 });
    });
    await (0, import_promises5.unlink)(temporary).catch((error) => {
      if (!isBusy(error)) throw error;
    });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
async function removeTemporaries(folder2, { of, isMine = false } = {}) {
  const names2 = await (0, import_promises5.readdir)(folder2).catch(ifMissing([]));
  const isOf = (name2) => of === void 0 || [`.${of}.`, `${of}.`].some((start) => name2.startsWith(start));
  const isMeant = (name2) => name2.endsWith(suffix) && isOf(name2);
  for (const name2 of names2.filter(isMeant)) {
    const file = paths.join(folder2, name2);
    const pid = writerOf(name2);
    if (pid === void 0) continue;
    const mtimeMs = await (0, import_promises5.lstat)(file).then(({ mtimeMs: mtimeMs2 }) => mtimeMs2, ifMissing(0));
    if (isMine || !isAlive(pid) || Date.now() - mtimeMs > forgottenAfterMs)
      await (0, import_promises5.rm)(file, { force: true }).catch((error) => {
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
  const handle = await (0, import_promises5.open)(folder2, "r");
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

// src/slots/manifest-file.ts
var manifestFile = (app, slot) => paths.join(app.files.manifests, `${slot}.json`);

// src/delete/leave-behind.ts
var import_promises11 = require("node:fs/promises");

// src/machine/hash-tree.ts
var import_node_crypto2 = require("node:crypto");
var import_promises8 = require("node:fs/promises");

// src/machine/link-destination.ts
var import_promises6 = require("node:fs/promises");
async function linkDestination(tree, relative) {
  const link = paths.join(tree, relative);
  const end = await (0, import_promises6.realpath)(link).catch(() => void 0);
  if (end === void 0 || !isInside(await (0, import_promises6.realpath)(tree), end))
    return { destination: await (0, import_promises6.readlink)(link), inside: false };
  const folder2 = await (0, import_promises6.realpath)(paths.dirname(link));
  return { destination: paths.relative(folder2, end).replaceAll(paths.sep, "/") || ".", inside: true };
}

// src/machine/list-tree.ts
var import_promises7 = require("node:fs/promises");

// src/machine/reserved-name.ts
function reservedName(name2) {
  if (/[. ]$/.test(name2)) return "ends in a dot or a blank, which Windows strips";
  if (/[\u0000-\u001f<>:"|?*\\]/.test(name2)) return "has a character that Windows does not allow in a name";
  const stem = (name2.split(".")[0] ?? "").trimEnd();
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i.test(stem))
    return "names a device on Windows";
  return void 0;
}

// src/machine/list-tree.ts
async function* listTree(folder2) {
  const { dev } = await (0, import_promises7.lstat)(folder2);
  const open8 = [""];
  for (let parent = open8.pop(); parent !== void 0; parent = open8.pop()) {
    for await (const { name: name2 } of await (0, import_promises7.opendir)(paths.join(folder2, parent), { bufferSize: 256 })) {
      const relative = parent === "" ? name2 : `${parent}/${name2}`;
      const stats = await (0, import_promises7.lstat)(paths.join(folder2, relative)).catch(ifGone2);
      if (stats === void 0) continue;
      const kind = kindOf(stats, dev);
      if (kind === "folder") open8.push(relative);
      const reserved = reservedName(name2);
      yield {
        relative,
        kind,
        bytes: kind === "file" ? stats.size : 0,
        mtimeMs: stats.mtimeMs,
        mode: stats.mode & 511,
        ...reserved === void 0 ? {} : { reserved }
      };
    }
  }
}
function kindOf(stats, dev) {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return stats.dev === dev ? "folder" : "mount";
  return stats.isFile() ? "file" : "other";
}
function ifGone2(error) {
  if (error.code !== "ENOENT") throw error;
}

// src/machine/tree-manifest.ts
var import_node_crypto = require("node:crypto");
function linkEntry(path3, destination) {
  const sha256 = (0, import_node_crypto.createHash)("sha256").update(`link\0${destination}`).digest("hex");
  return { path: path3, bytes: Buffer.byteLength(destination), sha256 };
}
function inOrder(manifest2) {
  return [...manifest2].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

// src/machine/hash-tree.ts
var chunkBytes = 256 * 1024;
async function hashTree(folder2) {
  const manifest2 = [];
  await inParallel(8, listTree(folder2), async ({ relative, kind }) => {
    if (kind === "file")
      manifest2.push({ path: relative, ...await retryBusy(() => hashFile(paths.join(folder2, relative))) });
    if (kind === "link") manifest2.push(linkEntry(relative, (await linkDestination(folder2, relative)).destination));
  });
  return inOrder(manifest2);
}
async function hashFile(file) {
  const hash = (0, import_node_crypto2.createHash)("sha256");
  const handle = await (0, import_promises8.open)(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    let bytes = 0;
    for (; ; ) {
      const { bytesRead } = await naming(file, handle.read(buffer, 0, buffer.length, null));
      if (bytesRead === 0) return { bytes, sha256: hash.digest("hex") };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

// src/machine/move-tree.ts
var import_promises10 = require("node:fs/promises");

// src/machine/copy-tree.ts
var import_node_crypto3 = require("node:crypto");
var import_promises9 = require("node:fs/promises");

// src/machine/tree-refused.ts
var named = 20;
var TreeRefused = class extends StepFailed {
  constructor(folder2, problems) {
    super({
      happened: `${folder2} cannot be copied: ${firstOf(problems.slice(0, named), problems.length, "; ")}.`,
      untouched: "Nothing was copied.",
      todo: "Take these out of the package or folder, then run this step again."
    });
  }
};

// src/machine/copy-tree.ts
var chunkBytes2 = 256 * 1024;
async function copyTree(from, to, { onProgress, refuse } = {}) {
  const entries = [];
  const links = /* @__PURE__ */ new Map();
  const problems = [];
  for await (const entry of listTree(from)) {
    const problem = await neverCopied(from, entry, links) ?? refuse?.(entry);
    if (problem === void 0) entries.push(entry);
    else problems.push(`${entry.relative} ${problem}`);
  }
  if (problems.length > 0) throw new TreeRefused(from, problems.sort());
  await (0, import_promises9.mkdir)(to, { recursive: true });
  for (const { relative, kind } of entries)
    if (kind === "folder") await (0, import_promises9.mkdir)(paths.join(to, relative), { recursive: true });
  const files = entries.filter(({ kind }) => kind === "file");
  const progress = {
    files: 0,
    ofFiles: files.length,
    bytes: 0,
    ofBytes: files.reduce((sum2, { bytes }) => sum2 + bytes, 0)
  };
  const buffers = Array.from({ length: 8 }, () => Buffer.allocUnsafe(chunkBytes2));
  const manifest2 = [];
  await inParallel(buffers.length, files, async (file) => {
    const buffer = buffers.pop() ?? Buffer.allocUnsafe(chunkBytes2);
    const copied = await copyFile(paths.join(from, file.relative), paths.join(to, file.relative), file, buffer);
    buffers.push(buffer);
    manifest2.push({ path: file.relative, ...copied });
    progress.files += 1;
    progress.bytes += copied.bytes;
    onProgress?.({ ...progress });
  });
  for (const [relative, destination] of links) {
    await (0, import_promises9.symlink)(destination, paths.join(to, relative));
    manifest2.push(linkEntry(relative, destination));
  }
  return inOrder(manifest2);
}
async function neverCopied(from, entry, links) {
  if (entry.reserved !== void 0) return entry.reserved;
  if (entry.kind === "mount") return "is the root of another volume";
  if (entry.kind === "other") return "is neither a file nor a folder";
  if (entry.kind !== "link") return void 0;
  const { destination, inside } = await linkDestination(from, entry.relative);
  if (!inside) return `is a link that leads out of the folder or nowhere (${destination})`;
  links.set(entry.relative, destination);
  return void 0;
}
async function copyFile(from, to, { mode, mtimeMs }, buffer) {
  const hash = (0, import_node_crypto3.createHash)("sha256");
  const source = await retryBusy(() => (0, import_promises9.open)(from, "r"));
  try {
    const target = await (0, import_promises9.open)(to, "wx", mode | 128);
    try {
      let bytes = 0;
      for (; ; ) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        await naming(to, target.writeFile(buffer.subarray(0, bytesRead)));
        bytes += bytesRead;
      }
      await target.utimes(mtimeMs / 1e3, mtimeMs / 1e3);
      return { bytes, sha256: hash.digest("hex") };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

// src/machine/move-tree.ts
async function moveTree(from, to, { limitMs: limitMs3, log }) {
  if (await exists(to)) {
    throw new StepFailed({
      happened: `${from} cannot be moved to ${to}: something is there already.`,
      untouched: "Both are as they were.",
      todo: "Move one of the two out of the way, then run this step again."
    });
  }
  await (0, import_promises10.mkdir)(paths.dirname(to), { recursive: true });
  try {
    await retryBusy(() => (0, import_promises10.rename)(from, to), {
      limitMs: limitMs3,
      onWait: (error) => log.info(waits(from, limitMs3, error))
    });
  } catch (error) {
    if (error.code !== "EXDEV") throw error;
    await moveToOtherVolume(from, to, { limitMs: limitMs3, log });
  }
}
async function moveToOtherVolume(from, to, { limitMs: limitMs3, log }) {
  const above = paths.dirname(to);
  const unfinished = `${to}.unfinished`;
  await deleteTree(unfinished, { limitMs: limitMs3, log, refuseOutside: above });
  await copyTree(from, unfinished);
  await retryBusy(() => (0, import_promises10.rename)(unfinished, to), { limitMs: limitMs3 });
  await deleteTree(from, { limitMs: limitMs3, log, refuseOutside: paths.dirname(from) });
}
var waits = (from, limitMs3, { code }) => `Waiting until ${from} can be moved, for at most ${limitMs3 / 1e3} s: another program has it, or something in it, open (${code}).`;
async function exists(path3) {
  return (0, import_promises10.lstat)(path3).then(
    () => true,
    (error) => {
      if (error.code === "ENOENT") return false;
      throw error;
    }
  );
}

// src/slots/read-if-there.ts
var import_node_fs3 = require("node:fs");
async function readIfThere(file) {
  return retryBusy(async () => (0, import_node_fs3.readFileSync)(file, "utf8")).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}

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
var text = when("a text", (value) => typeof value === "string");
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

// src/slots/read-manifest.ts
var manifest = fields({ version: oneOf(1), files: listOf(fields({ path: text, bytes: number2, sha256: text })) });
async function readManifest(app, slot, log) {
  const file = manifestFile(app, slot);
  const found = await readIfThere(file) ?? "";
  try {
    const value = JSON.parse(found);
    const problems = problemsIn(manifest, value);
    if (problems.length > 0) throw new Error(problems.join("; "));
    return value.files;
  } catch {
    log.warning(
      `${file} ${found === "" ? "is missing" : "cannot be understood"}: all files of ${slot} count as not deployed.`
    );
    return [];
  }
}

// src/slots/matches-glob.ts
function matchesGlob(path3, pattern) {
  const slashed = pattern.trim().replaceAll("\\", "/").replace(/^\.?\/+/, "");
  if (slashed === "") return false;
  const whole = slashed.includes("/") || slashed === "**" ? slashed : `**/${slashed}`;
  return matchNames(path3.split("/"), whole.endsWith("/") ? [...whole.split("/").slice(0, -1), "**"] : whole.split("/"));
}
function matchNames(names2, patterns) {
  let reachable = names2.map(() => false);
  reachable.unshift(true);
  for (const [index, pattern] of patterns.entries()) {
    const last = index === patterns.length - 1;
    const next = reachable.map(() => false);
    for (const [at, possible] of reachable.entries()) {
      if (!possible) continue;
      const name2 = names2[at];
      if (pattern === "**") for (let to = last ? at + 1 : at; to <= names2.length; to++) next[to] = true;
      else if (name2 !== void 0 && matchesName(name2, pattern)) next[at + 1] = true;
    }
    reachable = next;
  }
  return reachable.at(-1) === true;
}
function matchesName(name2, pattern) {
  const [text3, wanted] = [name2.toLowerCase(), pattern.toLowerCase()];
  let [at, by, star, from] = [0, 0, -1, 0];
  while (at < text3.length) {
    if (wanted[by] === "*") {
      star = by++;
      from = at;
    } else if (by < wanted.length && (wanted[by] === "?" || wanted[by] === text3[at])) {
      at++;
      by++;
    } else if (star >= 0) {
      by = star + 1;
      at = ++from;
    } else return false;
  }
  while (wanted[by] === "*") by++;
  return by === wanted.length;
}

// src/slots/undeployed.ts
function undeployed(folder2, manifest2, disposable) {
  const deployed = new Map(manifest2.map((file) => [file.path, file]));
  const added = folder2.filter(({ path: path3, bytes, sha256 }) => {
    const then = deployed.get(path3);
    return then === void 0 || then.bytes !== bytes || then.sha256 !== sha256;
  });
  const isDisposable = (path3) => disposable.some((pattern) => matchesGlob(path3, pattern));
  return {
    disposable: added.map(({ path: path3 }) => path3).filter(isDisposable),
    leftBehind: added.map(({ path: path3 }) => path3).filter((path3) => !isDisposable(path3))
  };
}

// src/delete/leave-behind.ts
var moveLimitMs = 3e4;
var shown = 10;
var isThere = (path3) => (0, import_promises11.lstat)(path3).then(
  () => true,
  (error) => {
    if (error.code === "ENOENT") return false;
    throw error;
  }
);
var isFree = (path3) => (0, import_promises11.mkdir)(paths.dirname(path3), { recursive: true }).then(
  async () => !await isThere(path3),
  (error) => {
    if (error.code === "EEXIST" || error.code === "ENOTDIR") return false;
    throw error;
  }
);
async function freeName(folder2, path3) {
  for (let again = 1; ; again++) {
    const name2 = paths.join(again === 1 ? folder2 : `${folder2}~${again}`, path3);
    if (await isFree(name2)) return name2;
  }
}
async function leaveBehind(log, app, slot, folder2, disposable) {
  if (!await isThere(folder2)) return 0;
  const found = undeployed(await hashTree(folder2), await readManifest(app, slot, log), disposable);
  const to = paths.join(app.files.leftBehind, slot);
  for (const path3 of found.leftBehind)
    await moveTree(paths.join(folder2, path3), await freeName(to, path3), { limitMs: moveLimitMs, log });
  if (found.leftBehind.length > 0)
    log.warning(
      `${found.leftBehind.length} files of ${slot} were not deployed with it and are kept in ${to}: ${found.leftBehind.slice(0, shown).join(", ")}${found.leftBehind.length > shown ? ", ..." : ""}`
    );
  return found.leftBehind.length;
}

// src/delete/clear-away.ts
async function clearAway(log, opened, { name: name2, record }, { limitMs: limitMs3, disposable }) {
  const { app } = opened;
  if (record.adoptedFolder) log.info(`${record.folder} is not ours to delete: it stays.`);
  else {
    await deletable(record.folder, app.files.slots);
    await leaveBehind(log, app, name2, record.folder, disposable);
    await deleteTree(record.folder, { limitMs: limitMs3, log, refuseOutside: app.files.slots });
    await deleteTree(paths.join(app.files.staging, name2), { limitMs: limitMs3, log, refuseOutside: app.files.staging });
  }
  await removeFile2(manifestFile(app, name2));
  await opened.journal({ kind: "deleted", slot: name2, release: record.release });
  const { [name2]: _gone, ...slots } = opened.marker.slots;
  await opened.save({ ...opened.marker, slots });
  log.info(`${name2} is deleted: site, application pool${record.adoptedFolder ? "" : ", folder"}.`);
}

// src/delete/folder-stays.ts
async function folderStays({ files: { slots } }, { folder: folder2, adoptedFolder }) {
  if (adoptedFolder) return void 0;
  try {
    await deletable(folder2, slots);
    return void 0;
  } catch (error) {
    if (!(error instanceof DeleteRefused)) throw error;
    return `${folder2} cannot be deleted, ${error.why}. Nothing of this slot was deleted. Take away by hand what is there, and run this step again`;
  }
}

// src/machine/process-lock.ts
var import_node_fs4 = require("node:fs");
var import_promises12 = require("node:fs/promises");
var import_promises13 = require("node:timers/promises");

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
  await (0, import_promises12.mkdir)(paths.dirname(path3), { recursive: true });
  const release = await acquired(path3, options);
  const holderFile = `${path3}.holder`;
  try {
    await (0, import_promises12.writeFile)(holderFile, JSON.stringify(holderNow(options.what))).catch(() => {
    });
    return await work();
  } finally {
    await (0, import_promises12.rm)(holderFile, { force: true }).catch(() => {
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
    await (0, import_promises13.setTimeout)(pollingMs);
  }
}
async function openedAlone(path3) {
  try {
    const file = await (0, import_promises12.open)(path3, import_node_fs4.constants.O_RDWR | import_node_fs4.constants.O_CREAT | exclusive);
    return () => file.close();
  } catch (error) {
    if (error.code === "EBUSY") return void 0;
    throw error;
  }
}
async function socketOf(path3) {
  const real = paths.join(await (0, import_promises12.realpath)(paths.dirname(path3)), paths.basename(path3));
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
    const { pid, what, since } = JSON.parse(await (0, import_promises12.readFile)(`${path3}.holder`, "utf8"));
    return `process ${pid} (${what}) since ${since}`;
  } catch {
    return "another process";
  }
}

// src/iis/appcmd.ts
var import_promises14 = require("node:timers/promises");

// src/machine/command-line.ts
var longest = 4e3;
function commandLine(program, args) {
  const line = [program, ...args].map(readable).join(" ");
  return line.length <= longest ? line : `${line.slice(0, longest)}... (${line.length} characters)`;
}
function readable(word) {
  const escaped = word.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return escaped === "" || /[\s"]/.test(escaped) ? `"${escaped.replaceAll('"', '\\"')}"` : escaped;
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
async function runProgram(log, program, args, { timeoutMs: timeoutMs2, input, env, shown: shown3 = args }) {
  const command = commandLine(program, shown3);
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
  const { input, timeoutMs: timeoutMs2 = 12e4, retryLimitMs = 3e4, accept = [], stillNeeded } = options;
  checkArguments(args);
  const program = findProgram("appcmd");
  const deadline = performance.now() + retryLimitMs;
  for (let pauseMs3 = firstPauseMs; ; pauseMs3 = Math.min(2 * pauseMs3, longestPauseMs)) {
    const { exitCode, stdout } = await runProgram(log, program, args, {
      timeoutMs: timeoutMs2,
      ...input !== void 0 && { input }
    });
    const meaning = meaningOf(exitCode);
    if (meaning === "ok" || accept.includes(meaning)) return { meaning, stdout };
    if (!passing[kind].includes(meaning) || performance.now() + pauseMs3 > deadline) {
      const command = commandLine("appcmd", args);
      const said = withoutPasswords(stdout, input);
      throw new AppcmdFailed({ command, exitCode, meaning, said, untouched: untouched[kind] });
    }
    log.verbose(`appcmd: ${meaning}; again in ${pauseMs3} ms`);
    await (0, import_promises14.setTimeout)(pauseMs3);
    if (kind === "change" && stillNeeded && !await stillNeeded()) return { meaning: "ok", stdout: "" };
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
var childNamed = (parent, name2) => parent.children.find((child) => child.name === name2);
var childrenNamed = (parent, name2) => parent.children.filter((child) => child.name === name2);

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
  const [, address, port2, host] = /^(\[[^\]]*\]|[^:]*):(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (address !== void 0)
    return { protocol, address: address || "*", port: Number(port2), host: host ?? "", information };
  const [, onlyPort, name2] = /^(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (onlyPort !== void 0) return { protocol, address: "*", port: Number(onlyPort), host: name2 ?? "", information };
  return { protocol, address: "", port: void 0, host: "", information };
}

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
  const binding = bindingFrom(attribute2(element, "protocol"), attribute2(element, "bindingInformation"));
  const sslFlags = Number(element.attributes["sslFlags"] ?? 0);
  return sslFlags > 0 ? { ...binding, sslFlags } : binding;
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
  const made = /* @__PURE__ */ new WeakMap();
  return (outer) => {
    const known2 = made.get(outer) ?? make2(outer);
    made.set(outer, known2);
    return known2;
  };
}
var attribute2 = (element, name2) => element.attributes[name2] ?? "";
var isTrue = (element, name2, byDefault) => (element.attributes[name2] ?? String(byDefault)).toLowerCase() === "true";

// src/machine/pause-unless.ts
var import_promises15 = require("node:timers/promises");
async function pauseUnless(signal, ms) {
  signal?.throwIfAborted();
  await (0, import_promises15.setTimeout)(ms, void 0, signal ? { signal } : {}).catch((error) => {
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
    limitMs: limitMs3,
    lastSeen,
    cause
  }) {
    super({
      happened: `Waited ${limitMs3} ms for ${what}, in vain${lastSeen ? `; last seen: ${lastSeen}` : ""}.`,
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
async function waitUntil(what, limitMs3, intervalMs4, probe, { signal, onWait } = {}) {
  const startedAt = performance.now();
  const remainingMs = () => limitMs3 - (performance.now() - startedAt);
  let lastSeen = "";
  const tell = (seen) => {
    lastSeen = seen;
  };
  for (; ; ) {
    signal?.throwIfAborted();
    const look2 = probe(Math.max(1, Math.round(remainingMs())), tell);
    try {
      const found = await orGiveUp(look2, Math.max(0, remainingMs()) + graceMs, signal);
      if (found !== void 0) return found;
    } catch (cause) {
      if (signal?.aborted || remainingMs() > 0) throw cause;
      throw new WaitTimeout({ what, limitMs: limitMs3, lastSeen, cause });
    }
    const leftMs = remainingMs();
    if (leftMs <= 0) throw new WaitTimeout({ what, limitMs: limitMs3, lastSeen });
    onWait?.(limitMs3 - leftMs, lastSeen);
    await pauseUnless(signal, Math.min(intervalMs4, leftMs));
  }
}
async function orGiveUp(look2, afterMs, signal) {
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
  return Promise.race([look2, givenUp]).finally(() => over.abort());
}

// src/iis/octopus-mutex-busy.ts
var OctopusMutexBusy = class extends StepFailed {
  constructor(mutex2, limitMs3) {
    super({
      happened: `The mutex ${mutex2} was not to be had within ${limitMs3 / 1e3} s, or PowerShell could not be run: another step of Octopus is writing the configuration of IIS.`,
      untouched: "The configuration of IIS was not written.",
      todo: "Run this step again when that step has ended, or set BG.OctopusMutex to False."
    });
  }
};

// src/iis/octopus-mutex.ts
var mutex = "Global\\Octopus-IIS-Metabase-Mutex";
var startMs = 3e4;
var endMs = 1e4;
var mutexScript = (limitMs3) => [
  `$mutex = New-Object System.Threading.Mutex($false, '${mutex}')`,
  `try { $owned = $mutex.WaitOne(${limitMs3}) } catch [System.Threading.AbandonedMutexException] { $owned = $true }`,
  "if (-not $owned) { exit 3 }",
  "try { [Console]::Out.WriteLine('held'); [void][Console]::In.ReadLine() } finally { $mutex.ReleaseMutex() }"
].join("; ");
async function withOctopusMutex(log, limitMs3, work) {
  const program = findProgram("powershell");
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", mutexScript(limitMs3)];
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
    await waitUntil(`the mutex ${mutex}`, limitMs3 + startMs, 20, async () => held || ended || void 0);
    if (!held) throw new OctopusMutexBusy(mutex, limitMs3);
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
  const stillNeeded = async () => !await change.isDone(await lookAtIis(log), log);
  log.info(`${change.says}.`);
  try {
    await appcmd(log, "change", change.args, {
      stillNeeded,
      ...change.input !== void 0 && { input: change.input }
    });
  } catch (error) {
    const made = error instanceof AppcmdFailed && maybeDone.includes(error.meaning) && !await stillNeeded();
    if (!made) throw error;
  }
}
async function notDone(changes, iis, log) {
  const pending = [];
  for (const change of changes) if (!await change.isDone(iis, log)) pending.push(change);
  return pending;
}

// src/iis/time-span.ts
function timeSpanMs(text3) {
  const parts = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?$/.exec(text3)?.slice(1).map((part) => Number(part ?? 0));
  if (!parts) return void 0;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e3;
}

// src/iis/pool-changes.ts
var setPoolAutoStart = (name2, autoStart) => ({
  says: `Let pool "${name2}" ${autoStart ? "start" : "no longer start"} after a reboot`,
  args: ["set", "apppool", checkedName(name2), `/autoStart:${autoStart}`],
  pools: [name2],
  isDone: (iis) => poolNamed(iis, name2)?.autoStart === autoStart
});
var deletePool = (name2) => ({
  says: `Delete pool "${name2}"`,
  args: ["delete", "apppool", checkedName(name2)],
  pools: [name2],
  isDone: (iis) => poolNamed(iis, name2) === void 0
});

// src/iis/run-state.ts
var stopLimits = { limitMs: 12e4 };
var takenPortLimitMs = 1e4;
var shown2 = { site: "site", apppool: "pool" };
var stopSite = (log, name2, limits) => bring(log, "site", name2, "stop", limits);
var stopPool = (log, name2, limits) => bring(log, "apppool", name2, "stop", limits);
async function bring(log, kind, name2, verb, { limitMs: limitMs3, intervalMs: intervalMs4 = 250 }) {
  const startedAt = performance.now();
  const remainingMs = () => Math.max(1, Math.round(limitMs3 - (performance.now() - startedAt)));
  const wanted = verb === "start" ? "Started" : "Stopped";
  await appcmd(log, "change", [verb, kind, checkedName(name2)], {
    timeoutMs: limitMs3,
    retryLimitMs: kind === "site" ? Math.min(limitMs3, takenPortLimitMs) : limitMs3,
    accept: verb === "stop" ? ["already-stopped", "in-transition"] : []
  });
  await waitUntil(`${shown2[kind]} "${name2}" to be ${wanted}`, remainingMs(), intervalMs4, async (_, tell) => {
    const [found] = await appcmdList(log, [kind, name2]);
    const state = found ? stateOf(found) : "Unknown";
    tell(state);
    return state === wanted || void 0;
  });
}
async function waitForNoWorkers(log, pool, { limitMs: limitMs3, intervalMs: intervalMs4 = 250 }) {
  await waitUntil(`the workers of pool "${pool}" to end`, limitMs3, intervalMs4, async (_, tell) => {
    const left = workersOf(await workersNow(log), pool);
    tell(`process ${left.map(({ pid }) => pid).join(", ")}`);
    return left.length === 0 || void 0;
  });
}
async function stopPoolAndWorkers(log, pool) {
  await stopPool(log, pool, stopLimits);
  await waitForNoWorkers(log, pool, stopLimits);
}

// src/iis/site-changes.ts
var setSiteAutoStart = (site, autoStart) => ({
  says: `Let site "${site.name}" ${restart(autoStart)}`,
  args: ["set", "site", checkedName(site.name), `/serverAutoStart:${autoStart}`],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name)?.autoStart === autoStart
});
var deleteSite = (site) => ({
  says: `Delete site "${site.name}"`,
  args: ["delete", "site", checkedName(site.name)],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name) === void 0
});
var restart = (autoStart) => autoStart ? "start after a reboot" : "no longer start after a reboot";
var poolsOf = (site) => [...new Set(site.applications.map(({ pool }) => pool))];

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
var tellEveryMs2 = 5e3;
async function drain(log, pool, { limitMs: limitMs3, intervalMs: intervalMs4 = 500, zeros: zeros2 = 3, signal }) {
  const startedAt = performance.now();
  let quietLooks = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  for (; ; ) {
    const inFlight = await requestsInFlight(log, pool);
    const elapsedMs = performance.now() - startedAt;
    if (inFlight.requests === "unsupported") return { result: "cannot-be-seen" };
    quietLooks = isQuiet(inFlight) ? quietLooks + 1 : 0;
    if (quietLooks >= zeros2) return { result: "drained" };
    if (quietLooks === 0 && elapsedMs - toldAtMs >= tellEveryMs2) {
      log.info(
        `Pool "${pool}" still has ${told2(inFlight)}; ${Math.round(elapsedMs / 1e3)} of ${Math.round(limitMs3 / 1e3)} s.`
      );
      log.progress(Math.min(99, Math.floor(100 * elapsedMs / limitMs3)), `${told2(inFlight)} of "${pool}" in flight`);
      toldAtMs = elapsedMs;
    }
    if (elapsedMs >= limitMs3 && quietLooks === 0) return { result: "still-in-flight", inFlight };
    await pauseUnless(signal, quietLooks > 0 ? intervalMs4 : Math.min(intervalMs4, limitMs3 - elapsedMs));
  }
}
var isQuiet = ({ requests, queued }) => requests === 0 && (queued === 0 || queued === "unsupported");
var told2 = ({ requests, queued }) => `${requests} ${requests === 1 ? "request" : "requests"}${queued === 0 || queued === "unsupported" ? "" : ` and ${queued} queued`}`;

// src/iis/other-users.ts
var otherUsers = (iis, pool, besides) => iis.sites.filter(
  ({ name: name2, applications }) => !isSameName(name2, besides) && applications.some((one) => isSameName(one.pool, pool))
).map(({ name: name2 }) => name2);
var poolShared = (pool, others) => `The application pool ${pool} serves the site ${others.join(", ")} as well`;

// src/slots/pool-of.ts
var poolOf2 = ({
  slot,
  record
}) => record.pool ?? slot;

// src/routing/still-in-flight.ts
var StillInFlight = class extends StepFailed {
  /** @param told where it is not the slot that was just switched away from */
  constructor(still, slot, told4 = {}) {
    super({
      happened: `${still}.`,
      untouched: `The new slot is live and proven; ${slot} keeps running until its requests have ended.`,
      todo: "Run this step again later, raise BG.DrainLimit, or say in BG.AtDrainLimit what to do with such requests.",
      ...told4
    });
  }
};

// src/routing/old-workers.ts
var intervalMs2 = 50;
async function oldWorkersGone(log, router, slot, { limitMs: limitMs3, atLimit, told: told4, signal }) {
  let count = 0;
  const look2 = async () => {
    count = await router.oldWorkers?.() ?? 0;
    return count === 0 || void 0;
  };
  const options = signal ? { signal } : {};
  const gone2 = await waitUntil("the old workers of NGINX to end", limitMs3, intervalMs2, look2, options).catch(
    (error) => {
      if (error instanceof WaitTimeout && count > 0) return false;
      throw error;
    }
  );
  if (gone2) return true;
  const still = `${count} old ${count === 1 ? "worker" : "workers"} of NGINX still ${count === 1 ? "serves" : "serve"} requests that began before the switch, after ${limitMs3 / 1e3} s; they may be ${slot}'s`;
  if (atLimit === "fail") throw new StillInFlight(still, slot, told4);
  log.warning(
    `${still}. ${atLimit === "stop" ? "What they have there is cut off" : `${slot} keeps running`}, as BG.AtDrainLimit says.`
  );
  return atLimit === "stop";
}

// src/routing/stop-previous.ts
var zeros = 3;
async function drainPrevious(log, { slot, record }, wanted) {
  const startedAt = performance.now();
  if (!await oldWorkersGone(log, wanted.router, slot, wanted)) return false;
  const limitMs3 = Math.max(0, wanted.limitMs - Math.round(performance.now() - startedAt));
  const outcome = await drain(log, poolOf2({ slot, record }), { ...wanted, limitMs: limitMs3, zeros });
  if (outcome.result === "drained") return true;
  const limitS = wanted.limitMs / 1e3;
  if (outcome.result === "cannot-be-seen") {
    if (wanted.router.oldWorkers) return true;
    log.warning(
      `Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): ${slot} is given the whole ${limitS} s.`
    );
    await pauseUnless(wanted.signal, wanted.limitMs);
    return true;
  }
  const { requests } = outcome.inFlight;
  const still = `${requests} ${requests === 1 ? "request is" : "requests are"} still in flight in ${slot} after ${limitS} s`;
  if (wanted.atLimit === "fail") throw new StillInFlight(still, slot, wanted.told);
  log.warning(
    `${still}; ${wanted.atLimit === "stop" ? "they are cut off" : "it keeps running"}, as BG.AtDrainLimit says.`
  );
  return wanted.atLimit === "stop";
}

// src/delete/take-down.ts
async function takeDown(log, opened, doomed, { router, drainLimitMs, besides, commit: options }) {
  const running = doomed.flatMap(({ slot }) => slot?.site.started ? [slot] : []);
  if (running.length > 0) await router.onlyLive?.();
  for (const slot of running)
    await drainPrevious(log, slot, {
      router,
      limitMs: drainLimitMs,
      intervalMs: 500,
      atLimit: "fail",
      told: {
        untouched: `Nothing was stopped or deleted; ${slot.slot} keeps running.`,
        todo: "Run this step again later, or raise BG.DrainLimit."
      }
    });
  const deletions = [];
  for (const each of doomed) deletions.push(...await stopped(log, opened, each));
  await commit(log, [...besides, ...deletions], options);
}
async function stopped(log, opened, { name: name2, record, slot, hasPool }) {
  const pool = poolOf2({ slot: name2, record });
  await opened.save({ ...opened.marker, slots: { ...opened.marker.slots, [name2]: { ...record, state: "deleting" } } });
  if (slot) await stopSite(log, name2, stopLimits);
  const sites = slot ? [deleteSite(slot.site.site)] : [];
  if (!hasPool) return sites;
  await stopPoolAndWorkers(log, pool);
  if (!isServersDefault(pool)) return [...sites, deletePool(pool)];
  log.info(`The application pool ${pool} is IIS's own default: it stays, stopped.`);
  return sites;
}
var isServersDefault = (pool) => pool.toLowerCase() === "defaultapppool";

// src/delete/used-by-others.ts
function usedByOthers(iis, name2, isSlot, pool = name2) {
  if (!isSlot && siteNamed(iis, name2)) return `the site ${name2} serves another folder`;
  const others = otherUsers(iis, pool, name2);
  return others.length > 0 ? `its application pool serves the site ${others.join(", ")} as well` : void 0;
}

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
var text2 = ({ pattern, rule, longest: longest2 = 1e3 } = {}) => parsed((value, problem) => {
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
var wholeNumber = ({ least = 0, most = Number.MAX_SAFE_INTEGER } = {}) => parsed((value, problem) => {
  if (!/^\d{1,15}$/.test(value.trim())) problem("is not a whole number");
  const number3 = Number(value.trim());
  if (number3 < least || number3 > most) problem(`must be between ${least} and ${most}`);
  return number3;
});
var unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
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

// src/http/release-header-input.ts
var releaseHeaderInput = {
  label: "Release header",
  example: "X-Release",
  optional: true,
  variable: "BlueGreen.ReleaseHeader",
  schema: optional(text2({ pattern: /^[A-Za-z0-9-]+$/, rule: "is not the name of a header", longest: 100 }))
};
var releaseInput = {
  label: "Release",
  example: "1.4.0",
  variable: "Octopus.Release.Number",
  schema: text2({ longest: 200 })
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

// src/octopus/step.ts
var defineStep = (step2) => step2;

// src/routing/prove.ts
var import_promises16 = require("node:timers/promises");

// src/http/request.ts
var mostBodyBytes = 1024 * 1024;
async function serverName(host) {
  const { isIP } = await Promise.resolve().then(() => __toESM(require("node:net"), 1));
  const name2 = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP(name2) ? "" : name2;
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

// src/http/statuses.ts
var accepts = (list, status) => list.some(({ from, to }) => status >= from && status <= to);
var shownStatuses = (list) => list.map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`).join(",");

// src/routing/router.ts
var portHeaderName = "X-BlueGreen-Port";

// src/routing/prove.ts
var mostBadAnswers = 5;
var intervalMs3 = 20;
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
    if (found) await (0, import_promises16.setTimeout)(intervalMs3);
  }
  return void 0;
}

// src/routing/check-live.ts
var inARow = 3;
var limitMs2 = 6e4;
async function checkLive(log, { router }, port2) {
  if (!router || port2 === void 0) return;
  const wrong = await prove({
    frontDoor: router.frontDoor,
    port: router.portHeader ? port2 : void 0,
    statuses: [{ from: 200, to: 399 }],
    inARow,
    limitMs: limitMs2
  });
  if (wrong) log.warning(`The live slot was asked through ${router.frontDoor.url} after the changes: ${wrong}.`);
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

// src/slots/application-inputs.ts
var name = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, longest: 60 };
var applicationInputs = {
  "BG.Application": {
    label: "Application",
    example: "MyApp",
    variable: "BlueGreen.Application",
    schema: text2({
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
      text2({
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

// src/slots/may-serve.ts
function mayServe(marker2, routerPort, sites) {
  if (routerPort === void 0) return [];
  const own2 = Object.keys(marker2.slots).filter((slot) => marker2.slots[slot]?.port === routerPort);
  const bound = sites.filter(({ ports, site }) => site.state !== "Stopped" && ports.includes(routerPort));
  return [.../* @__PURE__ */ new Set([...own2, ...bound.map(({ name: name2 }) => name2)])];
}

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
var import_promises18 = require("node:fs/promises");

// src/slots/append-journal.ts
var import_promises17 = require("node:fs/promises");
var maxBytes = 1e6;
var newline = 10;
async function appendJournal(app, event2) {
  const file = await retryBusy(() => (0, import_promises17.open)(app.files.journal, "a+"));
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
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] !== newline;
}
async function shorten({ files }) {
  const whole = await (0, import_promises17.readFile)(files.journal);
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
    theirs: named2(marker2.application, marker2.instance),
    ours: named2(app.name, app.instance),
    todo: "Give one of them another BG.Application or BG.Instance."
  });
}
var isNobody = (owner) => ids.every((id) => owner[id] === "");
var ids = ["space", "project", "environment", "tenant"];
function told3(owner) {
  if (isNobody(owner)) return "nobody in Octopus (run by hand)";
  return ids.map((id) => `${id} ${owner[id] || "(none)"}`).join(", ");
}
var named2 = (application, instance) => `application "${application}" ${instance === "" ? "without an instance" : `instance "${instance}"`}`;

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
  at: text,
  kind: oneOf(...eventKinds),
  "slot?": text,
  "from?": text,
  "to?": text,
  "fromPort?": number2,
  "release?": text,
  "port?": number2,
  "note?": text,
  task: text,
  "who?": text
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

// src/slots/read-marker.ts
var frontDoor = fields({ url: filledText, "host?": text });
var anyRouter = { frontDoor, portHeader: trueOrFalse, made: text };
var bindings = listOf(fields({ protocol: filledText, information: filledText, "sslFlags?": number2 }));
var marker = fields({
  version: oneOf(1),
  application: text,
  instance: text,
  owner: fields({ space: text, project: text, environment: text, tenant: text }),
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
  "preparing?": listOf(text),
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
      release: text,
      fingerprint: text,
      settings: text,
      port: nullOr(port),
      folder: filledText,
      createdAt: text,
      state: oneOf("deploying", "deployed", "retired", "deleting"),
      "confirmed?": trueOrFalse,
      task: text,
      "adoptedFolder?": trueOrFalse,
      "pool?": filledText
    })
  ),
  "reservedPort?": fields({ port, slot: text, since: text })
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

// src/slots/task-number.ts
function taskNumber(task) {
  const digits = /(\d+)$/.exec(task)?.[1];
  return digits === void 0 ? void 0 : Number(digits);
}

// src/slots/decide-claim.ts
var idleAfterMs = 36e5;
var maxLost = 50;
function decideClaim(held, mine, now) {
  const idle = held === void 0 || now.getTime() - Date.parse(held.usedAt) > idleAfterMs;
  const at = now.toISOString();
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
var claim = fields({ task: text, release: text, since: text, usedAt: timestamp, step: text, lost: listOf(text) });
async function takeClaim(log, { files }, mine, now) {
  const decision = decideClaim(await readClaim(files.claim), mine, now);
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
  if (whatIf) return work(await look(log, opening));
  if (create) await (0, import_promises18.mkdir)(app.folder, { recursive: true });
  const what = `run ${opening.step} on ${paths.basename(app.folder)}`;
  return withProcessLock(app.files.lock, { waitMs: lockWaitMs2, what, log }, async () => work(await open6(log, opening)));
}
async function look(log, opening) {
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
    for (const folder2 of [slots, staging, manifests, leftBehind]) await (0, import_promises18.mkdir)(folder2, { recursive: true });
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
  const found = await (0, import_promises18.readdir)(app.folder).catch((error) => {
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

// src/slots/plan-delete.ts
function planDelete(marker2, {
  live,
  mayServe: mayServe2,
  previous,
  order,
  keep: keep2,
  task
}) {
  const doomed = [];
  const kept = [];
  let places = previous === void 0 ? keep2 + 1 : keep2;
  for (const slot of byLastUse(marker2, order)) {
    const record = marker2.slots[slot];
    if (!record) continue;
    const stay = (reason) => kept.push({ slot, reason });
    if (live === void 0) stay("it is not known which slot is live");
    else if (slot === live) stay("live");
    else if (mayServe2.includes(slot)) stay("it has the port that the router points to, and may serve");
    else if (record.state === "deleting") doomed.push(slot);
    else if (slot === previous) stay("previous: one can go back to it");
    else if (marker2.reservedPort?.slot === slot) stay("a port is reserved for it");
    else if ((record.state === "deploying" || !order.includes(slot)) && mayBeAtWork(record.task, task))
      stay("a deployment may be at work on it");
    else if (record.state !== "deploying" && places > 0) {
      places--;
      stay("kept for going back");
    } else doomed.push(slot);
  }
  return { doomed, kept };
}
function byLastUse(marker2, order) {
  const created = (slot) => marker2.slots[slot]?.createdAt ?? "";
  const never = Object.keys(marker2.slots).filter((slot) => !order.includes(slot));
  return [...order, ...never.sort((a, b) => created(a) < created(b) ? 1 : -1)];
}
function mayBeAtWork(its, mine) {
  const [theirs, own2] = [taskNumber(its), taskNumber(mine)];
  return own2 === void 0 || theirs !== void 0 && theirs >= own2;
}

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
    const address = found.toLowerCase();
    const view = { isHealthy: healthy.toLowerCase() === "true", isActive: state === "0" };
    views.set(address, [...views.get(address) ?? [], view]);
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
  const span = (text3) => timeSpanMs(text3 ?? "") ?? 3e4;
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
      intervalMs: span(setting("healthCheck", "interval")),
      timeoutMs: span(setting("healthCheck", "timeout")),
      responseMatch: setting("healthCheck", "responseMatch") ?? "",
      minServers: Number(setting("healthCheck", "minServers") ?? 0)
    },
    timeoutMs: span(setting("protocol", "timeout")),
    preserveHostHeader: isOn(setting("protocol", "preserveHostHeader"))
  };
}
var isOn = (text3) => (text3 ?? "true").toLowerCase() === "true";

// src/machine/as-long-as.ts
var import_promises19 = require("node:timers/promises");
async function asLongAs(holds, intervalMs4, wait) {
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      await holds(over.signal).catch((why) => over.abort(why));
      await (0, import_promises19.setTimeout)(intervalMs4, void 0, { signal: over.signal }).catch(() => {
      });
    }
  };
  void watch();
  return wait(over.signal).finally(() => over.abort());
}

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
var farmCommands = (name2, ports) => [
  setFarms(
    `/+[name='${name2}']`,
    ...ports.flatMap((port2, index) => [
      `/+[name='${name2}'].[address='127.0.0.${index + 1}']`,
      `/[name='${name2}'].[address='127.0.0.${index + 1}'].${routing}.httpPort:${port2}`
    ]),
    `/[name='${name2}'].${routing}.healthCheck.url:http://${name2}${healthPath}/${healthFileName}`,
    `/[name='${name2}'].${routing}.healthCheck.interval:00:00:01`,
    `/[name='${name2}'].${routing}.healthCheck.timeout:00:00:05`,
    `/[name='${name2}'].${routing}.healthCheck.responseMatch:up`
  )
];
function farmProblems(farm, name2, ports) {
  if (!farm)
    return farmCommands(name2, ports).map((command) => ({
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
    ...memberProblems(farm, ports),
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
function memberProblems(farm, ports) {
  const members2 = farm.servers.filter(({ enabled }) => enabled);
  const own2 = `/[name='${farm.name}']`;
  const shown3 = members2.map(({ address, httpPort }) => `${address}:${httpPort}`).join(", ") || "none";
  const at = (port2) => members2.filter(({ httpPort }) => httpPort === port2);
  if (members2.length > 2) {
    const isPair = ports.every((port2) => at(port2).length === 1);
    const tooMany = isPair ? members2.filter(({ httpPort }) => !ports.includes(httpPort)) : members2.slice(2);
    return [
      {
        what: `it has ${members2.length} enabled members (${shown3}), not two`,
        command: setFarms(...tooMany.map(({ address }) => `${own2}.[address='${address}'].enabled:false`))
      }
    ];
  }
  const missing = ports.filter((port2) => at(port2).length === 0);
  if (missing.length === 0) return [];
  const free = members2.filter(({ httpPort }, index) => !ports.includes(httpPort) || at(httpPort)[0] !== members2[index]);
  const known2 = new Set(farm.servers.map(({ address }) => address));
  const fresh = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"].filter((address) => !known2.has(address));
  return missing.map((port2, index) => {
    const disabled = farm.servers.find(({ enabled, httpPort }) => !enabled && httpPort === port2);
    const address = free[index]?.address ?? disabled?.address ?? fresh[index] ?? "ADDRESS";
    const server = `[name='${farm.name}'].[address='${address}']`;
    const setting = !free[index] && disabled ? ".enabled:true" : `.${routing}.httpPort:${port2}`;
    return {
      what: `no enabled member has the port ${port2} (members: ${shown3})`,
      command: setFarms(...known2.has(address) ? [] : [`/+${server}`], `/${server}${setting}`)
    };
  });
}

// src/routing/look-at-slot.ts
var SlotGone = class extends Error {
};
async function answersAtAll(look2, { looks, everyMs: everyMs2 }, signal) {
  for (let number3 = 1; ; number3++) {
    const { problem, isGone: isGone2 } = await look2();
    if (!isGone2) return;
    if (number3 === looks) throw new SlotGone(problem);
    await pauseUnless(signal, everyMs2);
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

// src/routing/router-refused.ts
var RouterRefused = class extends StepFailed {
  constructor(happened, todo, cause) {
    super({ happened: `${happened}.`, untouched: "What serves now serves on.", todo, ...cause ? { cause } : {} });
  }
};

// src/routing/arr-health-file.ts
var lookMs = 200;
var answerLimitMs2 = 5e3;
var goneAfter = { looks: 3, everyMs: lookMs };
var seenLimitMs = ({ healthCheck: { intervalMs: intervalMs4, timeoutMs: timeoutMs2 } }) => 1e4 + 5 * (intervalMs4 + timeoutMs2);
var steadyMs = ({ healthCheck: { intervalMs: intervalMs4 } }) => 1.5 * intervalMs4;
function arrHealthFile(log, wanted) {
  const { farm: name2, ports, folder: folder2, match } = wanted;
  const addressOf = (port2) => wanted.addresses[ports[0] === port2 ? 0 : 1];
  const memberAt = (port2) => `${addressOf(port2)}:${port2}`;
  const files = () => Promise.all(ports.map((port2) => readHealth(folder2, match, port2)));
  const write = (health) => writeHealth(folder2, match, health);
  const turnDown = (port2) => write({ port: port2, isUp: false, turn: 0 });
  function liveOf(found) {
    const port2 = livePortOf(found);
    if (port2 === "ambiguous")
      throw new RouterChangedByHand(
        `The health files of both ports (${ports.join(" and ")}) in ${folder2} say "${match}", and nothing in them tells which was live first`
      );
    return port2;
  }
  async function checkedFarm() {
    const farm = await webFarm(log, name2);
    const problems = farmProblems(farm, name2, ports);
    const [first] = problems;
    if (!farm || first) throw farmRefused(name2, problems);
    const now = ports.map((port2) => farm.servers.find(({ enabled, httpPort }) => enabled && httpPort === port2)?.address);
    if (now.join() !== wanted.addresses.join() || farm.healthCheck.responseMatch !== match)
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
    const look2 = async (_leftMs, tell) => {
      if (!await isSeen(port2, isUp, 0, tell)) return void 0;
      const since = performance.now();
      return forMs === 0 || await isSeen(port2, isUp, forMs, tell) ? since : void 0;
    };
    return waitUntil(what, seenLimitMs(farm), lookMs, look2, signal ? { signal } : {});
  }
  async function answerOf(port2) {
    const url = new URL(`http://${wanted.ips[ports[0] === port2 ? 0 : 1]}:${port2}${healthPath}/${healthFileName}`);
    return request({ url, host: name2, timeoutMs: answerLimitMs2 }).then(
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
  async function takeDown2(farm, from, to, turn, atNew) {
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
      throw new RouterChangedByHand(`The web farm knows the ports ${ports.join(" and ")} only, not ${port2}`);
    const farm = await checkedFarm();
    await farmView(log, name2);
    const turn = Math.max(to.turn, from.turn) + 1;
    if (from.isUp && !to.isUp && await isGone(atOld)) return replaceGone(farm, from.port, port2, turn);
    const upAt = await bringUp(farm, to, turn, live, atNew);
    const outAt = await takeDown2(farm, from, port2, turn + 1, atNew);
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
var isGone = async (look2) => {
  if (!look2) return false;
  return answersAtAll(look2, goneAfter).then(
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

// src/routing/front-web-config.ts
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
function portOf(webConfig) {
  const place = placeOf(rulePattern, webConfig);
  const found = place ? webConfig.slice(place.from, place.to) : "";
  const port2 = /url="http:\/\/127\.0\.0\.1:(\d{1,5})\{UNENCODED_URL\}"/.exec(found);
  return port2 ? Number(port2[1]) : /type="CustomResponse"/.test(found) ? "none" : void 0;
}
var withPort = (webConfig, port2) => replaced(replaced(webConfig, rulePattern, action(port2)), headerPattern, header(port2));

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
      const now = await read();
      if (now.port === port2) return;
      await replaceFile(file, withPort(now.text, port2)).catch((cause) => {
        throw new RouterFileFailed(`${file} cannot be replaced`, cause);
      });
    }
  };
}

// src/routing/nginx-flag.ts
var import_promises20 = require("node:fs/promises");
function nginxFlag(flag2, [first, second]) {
  async function livePort() {
    try {
      await retryBusy(() => (0, import_promises20.stat)(flag2));
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
      else await removeFile2(flag2);
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
var import_promises23 = require("node:timers/promises");

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
var import_promises21 = require("node:timers/promises");

// src/routing/nginx-question.ts
var header2 = "x-bluegreen-ask";
var asking = (question) => ({ [header2]: question });

// src/routing/nginx-server-block.ts
var upstreamBlock = (name2, server) => `upstream ${name2} {
    server ${server};
    keepalive 32;
    keepalive_timeout 4s;
}
`;

// src/routing/nginx-reload-snippet.ts
var answerMark = "bluegreen";
function loadedPortIn(body) {
  const [, port2] = new RegExp(`^${answerMark} (none|\\d{1,5})$`).exec(body) ?? [];
  return port2 === void 0 ? void 0 : port2 === "none" ? port2 : Number(port2);
}
var upstreamFileText = (key, port2) => `# Replaced as a whole by the step "Blue-Green - Switch NGINX"; made right by "Prepare Router" when it is missing.
${upstreamBlock(key, port2 === void 0 ? "127.0.0.1:1 down" : `127.0.0.1:${port2}`)}
map '' $${key}_port {
    default ${port2 ?? "none"};
}
`;
function portInUpstreamFile(key, text3) {
  const [, named3] = /^ {4}default (none|\d{1,5});$/m.exec(text3) ?? [];
  const port2 = named3 === void 0 ? void 0 : named3 === "none" ? named3 : Number(named3);
  return text3 === upstreamFileText(key, port2 === "none" ? void 0 : port2) ? port2 : void 0;
}

// src/routing/nginx-loaded.ts
var attempts = 3;
var answerLimitMs3 = 1e4;
var betweenMs = 200;
var loadedPort = (frontDoor2) => asked2(frontDoor2, "which port it has loaded", asking("loaded"), loadedPortIn);
async function asked2({ url, host }, what, headers, read) {
  const own2 = addressIn(url);
  let problem = "";
  for (let attempt2 = 1; attempt2 <= attempts; attempt2++) {
    try {
      const { body, status } = await request({
        url: new URL(url),
        ...host ? { host } : {},
        headers,
        ...own2 ? { from: own2 } : {},
        anyCertificate: true,
        timeoutMs: answerLimitMs3
      });
      const answer = read(body);
      if (answer !== void 0) return answer;
      problem = `something else answered, with status ${status}`;
    } catch (error) {
      if (error.code === "ECONNREFUSED") return "down";
      problem = requestProblem(error);
    }
    if (attempt2 < attempts) await (0, import_promises21.setTimeout)(betweenMs);
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

// src/routing/nginx-workers.ts
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
    const now = await windowsProcesses(log);
    return workers.filter(
      ({ pid, startedAt }) => now.some((other) => other.pid === pid && other.startedAt === startedAt)
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
var forgetWorkers = (folder2) => removeFile2(fileIn(folder2));
async function notedWorkers(folder2) {
  const text3 = await readIfThere(fileIn(folder2));
  return text3 === void 0 ? void 0 : JSON.parse(text3);
}

// src/routing/nginx-error-log.ts
var import_promises22 = require("node:fs/promises");
var mostBytes = 64 * 1024;
async function errorLogOf(master) {
  try {
    const file = await (0, import_promises22.readlink)(`/proc/${master}/fd/2`);
    const info = await (0, import_promises22.stat)(file);
    return info.isFile() ? { file, bytes: info.size } : void 0;
  } catch {
    return void 0;
  }
}
async function addedTo({ file, bytes }) {
  try {
    const handle = await (0, import_promises22.open)(file, "r");
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
async function reloadTaken(log, { master, workers, errorLog }, isLoaded) {
  const look2 = async (_leftMs, tell) => {
    const failed = errorLog && master !== void 0 && reloadFailureIn(await addedTo(errorLog), master);
    if (failed) return { why: failed, isOver: true };
    const accepting = (await stillRunning(log, workers)).filter((worker) => !isLeaving(worker)).length;
    tell(`${accepting} of ${workers.length} workers from before still take connections`);
    if (accepting > 0 && process.platform !== "win32") return void 0;
    return await isLoaded(tell) ? "taken" : void 0;
  };
  try {
    const end = await waitUntil("NGINX to go on with its new configuration", takenLimitMs, lookMs2, look2);
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
var asPort = (named3) => named3 === "none" ? void 0 : named3;
function nginxReload(log, { upstreamFile, key, frontDoor: frontDoor2, nginx: program, mainConf }) {
  const nginx = { program, mainConf };
  const folder2 = paths.dirname(upstreamFile);
  async function inFile() {
    const text3 = await readIfThere(upstreamFile).catch((cause) => {
      throw new RouterFileFailed(`${upstreamFile} cannot be read`, cause);
    });
    return portInUpstreamFile(key, text3 ?? "");
  }
  async function checkedFile() {
    const named3 = await inFile();
    if (named3 === void 0) throw new RouterChangedByHand(`${upstreamFile} is missing, or not as it was made`);
    return named3;
  }
  const writeFile2 = (named3) => replaceFile(upstreamFile, upstreamFileText(key, asPort(named3))).catch((cause) => {
    throw new RouterFileFailed(`${upstreamFile} cannot be replaced`, cause);
  });
  async function serving() {
    const file = await inFile();
    const deadline = performance.now() + agreeMs;
    for (; ; ) {
      const loaded = await loadedPort(frontDoor2);
      if (loaded === "down") return checkedFile();
      if (loaded === file || performance.now() >= deadline) return loaded;
      await (0, import_promises23.setTimeout)(lookMs3);
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
  async function seeItTaken(named3, before) {
    const failed = await reloadTaken(log, before, async (tell) => {
      const loaded = await loadedPort(frontDoor2);
      tell(`NGINX says it has loaded ${loaded}`);
      return loaded === named3;
    });
    if (failed) throw new Error(`NGINX was told to reload and did not take its new configuration: ${failed.why}`);
  }
  async function takeBack(named3, wasToldToReload) {
    await writeFile2(named3);
    if (wasToldToReload) await runNginx(log, nginx, ["-s", "reload"]).catch(() => {
    });
    const says = await waitUntil(`NGINX to serve ${named3} again`, takenLimitMs, lookMs3, async (_leftMs, tell) => {
      const loaded = await loadedPort(frontDoor2);
      tell(`NGINX says it has loaded ${loaded}`);
      return loaded === named3 || loaded === "down" ? loaded : void 0;
    }).catch((error) => error instanceof Error ? error.message : String(error));
    if (says === "down") return `${upstreamFile} names ${named3} again. Nobody listens at ${frontDoor2.url}.`;
    return says === named3 ? `${upstreamFile} names ${named3} again, and that is what NGINX serves.` : `${upstreamFile} names ${named3} again, but: ${says}`;
  }
  async function load(named3, loaded) {
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
    if (loaded !== "none") await noteWorkers(folder2, { to: named3, master, workers });
    await writeFile2(named3);
    let isTold = false;
    try {
      await tellToReload();
      isTold = true;
      await seeItTaken(named3, before);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new NginxNotReloaded(why.replace(/\.$/, ""), await takeBack(loaded, isTold), cause);
    }
    await keptConnectionsOver(workers, keptMs);
  }
  async function keptConnectionsOver(before, keptMs) {
    const overAt = performance.now() + keptMs;
    while (performance.now() < overAt && (await stillRunning(log, before)).length > 0) await (0, import_promises23.setTimeout)(lookMs3);
  }
  return {
    called: `NGINX (upstream file ${upstreamFile}, reloaded)`,
    async livePort() {
      return asPort(await serving());
    },
    async makeLive(port2) {
      const named3 = port2 ?? "none";
      const [loaded, file] = [await serving(), await checkedFile()];
      if (loaded !== named3 || file !== named3) await load(named3, loaded);
    },
    async settle(mayChange) {
      const file = await inFile();
      const loaded = file === void 0 ? await loadedPort(frontDoor2) : await serving();
      if (loaded === file || loaded === "down") return;
      const ahead = `${upstreamFile} ${file === void 0 ? "is missing or was changed by hand" : `names ${file}`}, and NGINX has loaded ${loaded}: a switch was killed, or somebody changed the file`;
      log.warning(`${ahead}. What NGINX has loaded is what is live${mayChange ? "; the file is made to say so" : ""}.`);
      if (!mayChange) return;
      await checkedFile();
      await load(loaded, loaded);
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
  const bound = sites.filter(({ name: name2, ports }) => marker2.slots[name2] && ports.includes(routerPort));
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
var import_promises24 = require("node:fs/promises");
async function leavesFolder({ folder: folder2, files: { slots } }, path3) {
  const [above, among, real] = await Promise.all([folder2, slots, path3].map(realpathIfThere));
  if (above === void 0 || among === void 0) return false;
  return !isInside(above, among) || real !== void 0 && !isInside(among, real);
}
async function realpathIfThere(path3) {
  return (0, import_promises24.realpath)(path3).catch((error) => {
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
var lookAroundWithPools = (log, opened) => around(log, opened, async () => hasIis(opened.marker) ? lookAtIis(log) : { sites: [], pools: [] });
async function around(log, { app, marker: marker2, events, mayChange = false }, look2) {
  const router = routerOf(log, app, marker2);
  await router.settle?.(mayChange);
  const [iis, routerPort] = await Promise.all([look2(), router.livePort()]);
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

// src/slots/switch-order.ts
function switchOrder(journal) {
  const order = [];
  for (const { kind, from, to } of journal) {
    if (kind !== "switched" && kind !== "reverted" && kind !== "switching") continue;
    for (const slot of kind === "switching" ? [from] : [from, to]) if (slot) order.push(slot);
  }
  return [...new Set(order.reverse())];
}

// src/steps/delete-previous.ts
var step = defineStep({
  inputs: {
    ...applicationInputs,
    "BG.Release": releaseInput,
    "BG.Keep": { label: "Slots to keep besides", example: "0", schema: wholeNumber({ most: 100 }) },
    "BG.Disposable": {
      label: "Files that may go",
      example: "logs/**",
      optional: true,
      schema: optional(lines(text2({ longest: 200 })))
    },
    "BG.DrainLimit": { label: "Limit of the drain", example: "5m", schema: duration2() },
    "BG.DeleteLimit": { label: "Limit of the deletion", example: "2m", schema: duration2({ leastMs: 1e3 }) },
    ...commitInputs,
    "BG.WhatIf": whatIfInput
  },
  outputs: ["Deleted", "Kept"],
  variables: octopusVariables,
  changes: true,
  async run(values, octopus) {
    return openForStep(octopus, values, { step: "Delete Previous", release: values["BG.Release"] }, async (opened) => {
      const situation = await lookAroundWithPools(octopus, opened);
      const { live, previous, slots, iis } = situation;
      const task = octopus.variable("Octopus.Task.Id") ?? "";
      const plan = planDelete(opened.marker, {
        live: live.slot,
        mayServe: mayServe(
          opened.marker,
          situation.routerPort,
          slots.map(({ site }) => site)
        ),
        previous,
        order: switchOrder(opened.events),
        keep: values["BG.Keep"],
        task
      });
      for (const { slot, reason } of plan.kept) octopus.info(`${slot} stays: ${reason}.`);
      const staying = plan.kept.map(({ slot }) => slot);
      const doomed = [];
      for (const name2 of plan.doomed) {
        const record = opened.marker.slots[name2];
        if (!record) continue;
        const pool = poolOf2({ slot: name2, record });
        const slot = slots.find((each) => each.slot === name2);
        const why = usedByOthers(iis, name2, slot !== void 0, pool) ?? await folderStays(opened.app, record);
        if (why) {
          octopus.warning(`${name2} stays: ${why}.`);
          staying.push(name2);
        } else doomed.push({ name: name2, record, slot, hasPool: poolNamed(iis, pool) !== void 0 });
      }
      const going = doomed.map(({ name: name2 }) => name2);
      for (const name2 of going) octopus.info(`${name2} goes.`);
      const idle = slots.flatMap(({ slot, record, site }) => {
        const pool = poolNamed(iis, poolOf2({ slot, record }));
        const others = pool ? otherUsers(iis, pool.name, slot) : [];
        const comesBack = site.site.autoStart || others.length === 0 && pool?.autoStart;
        return slot === live.slot || site.started || going.includes(slot) || !comesBack ? [] : [{ slot, site: site.site, pool, others }];
      });
      for (const { slot, pool, others } of idle)
        if (pool && others.length > 0)
          octopus.warning(
            `${poolShared(pool.name, others)}: whether it starts after a reboot stays as it is, only the site ${slot} no longer does.`
          );
      if (values["BG.WhatIf"])
        return `What if: ${doomed.length} slots would be deleted, ${idle.length} kept from starting after a reboot.`;
      await takeDown(octopus, opened, doomed, {
        router: situation.router,
        drainLimitMs: values["BG.DrainLimit"],
        besides: idle.flatMap(({ site, pool, others }) => [
          setSiteAutoStart(site, false),
          ...pool && others.length === 0 ? [setPoolAutoStart(pool.name, false)] : []
        ]),
        commit: commitOptions(values)
      });
      for (const { slot } of idle) await opened.journal({ kind: "retired", slot });
      for (const [index, each] of doomed.entries()) {
        octopus.progress(index / doomed.length * 100, `Deleting ${each.name}`);
        await clearAway(octopus, opened, each, {
          limitMs: values["BG.DeleteLimit"],
          disposable: values["BG.Disposable"] ?? []
        });
      }
      if (idle.length + doomed.length > 0) await checkLive(octopus, opened.marker, situation.routerPort);
      octopus.set("Deleted", going.join(","));
      octopus.set("Kept", staying.join(","));
      const kept = staying.join(", ") || "none";
      return doomed.length === 0 ? `Nothing to delete; slots on this machine: ${kept}.` : `Deleted ${going.join(", ")}; kept ${kept}.`;
    });
  }
});

// delete-previous.entry.ts
void runStep(step);
